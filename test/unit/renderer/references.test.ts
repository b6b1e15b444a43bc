import { describe, expect, it } from 'vitest';
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
