import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../main/contract/engine-model.ts';
import { matches } from '../../../renderer/features/containers/log-view.tsx';
import { splitTag } from '../../../renderer/features/images/file-dialog.tsx';
import { withTag } from '../../../renderer/features/images/pull-dialog.tsx';

describe('the name of an image to pull', () => {
  it.each([
    ['', ''],
    ['nginx', 'nginx:latest'],
    ['nginx:alpine', 'nginx:alpine'],
    ['team/tool', 'team/tool:latest'],
    ['localhost:5000/tool', 'localhost:5000/tool:latest'],
    ['localhost:5000/tool:v1', 'localhost:5000/tool:v1'],
    ['nginx@sha256:abc', 'nginx@sha256:abc'],
    ['r:5000/a/nginx:1@sha256:abc', 'r:5000/a/nginx:1@sha256:abc'],
  ])('%j means %j', (name, whole) => {
    expect(withTag(name)).toBe(whole);
  });
});

describe('the name of an image to import', () => {
  it.each([
    ['rootfs', 'rootfs', 'latest'],
    ['rootfs:v1', 'rootfs', 'v1'],
    ['rootfs:', 'rootfs', 'latest'],
    ['localhost:5000/rootfs', 'localhost:5000/rootfs', 'latest'],
    ['localhost:5000/rootfs:v1', 'localhost:5000/rootfs', 'v1'],
    ['', '', 'latest'],
  ])('%j falls into %j and %j', (name, repository, tag) => {
    expect(splitTag(name)).toEqual({ repository, tag });
  });
});

describe('searching a log', () => {
  const lines = ['GET /', 'get me', '你好', 'a.b'].map((text): LogLine => ({
    stream: 'stdout',
    time: '',
    text,
  }));

  it('finds the lines that hold the text, whatever its case', () => {
    expect(matches(lines, 'get')).toEqual([0, 1]);
    expect(matches(lines, 'GET')).toEqual([0, 1]);
    expect(matches(lines, '你')).toEqual([2]);
  });

  it('takes the text as it is, and finds nothing for nothing', () => {
    expect(matches(lines, '.')).toEqual([3]);
    expect(matches(lines, '(')).toEqual([]);
    expect(matches(lines, '')).toEqual([]);
  });
});
