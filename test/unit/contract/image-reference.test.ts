/** Names of images, by the grammar of distribution/reference. */
import { expect, it } from 'vitest';
import { isRegistryHost, parseReference } from '../../../main/contract/image-reference.ts';

const hex = 'a'.repeat(64);

it.each([
  ['nginx', { domain: 'docker.io', path: 'library/nginx' }],
  ['nginx:1.27', { domain: 'docker.io', path: 'library/nginx', tag: '1.27' }],
  ['team/app', { domain: 'docker.io', path: 'team/app' }],
  ['docker.io/nginx', { domain: 'docker.io', path: 'library/nginx' }],
  ['index.docker.io/team/app', { domain: 'docker.io', path: 'team/app' }],
  ['localhost/app', { domain: 'localhost', path: 'app' }],
  ['localhost:5000/a/b:c', { domain: 'localhost:5000', path: 'a/b', tag: 'c' }],
  ['ghcr.io/x/y', { domain: 'ghcr.io', path: 'x/y' }],
  ['[::1]:5000/app', { domain: '[::1]:5000', path: 'app' }],
  ['Harbour/app', { domain: 'Harbour', path: 'app' }],
  [`app@sha256:${hex}`, { domain: 'docker.io', path: 'library/app', digest: `sha256:${hex}` }],
  [`h:1/app:t@sha256:${hex}`, { domain: 'h:1', path: 'app', tag: 't', digest: `sha256:${hex}` }],
  ['a__b/c-d--e.f', { domain: 'docker.io', path: 'a__b/c-d--e.f' }],
])('reads %s', (text, expected) => {
  expect(parseReference(text)).toEqual(expected);
});

it.each([
  '',
  'Nginx',
  'a//b',
  '/a',
  'a/',
  'a:',
  'a:b:c',
  'a___b',
  '-a',
  'a@sha256:12',
  hex,
  'h:99999/a',
  'a b',
  'a\nb',
  '../a',
  'a'.repeat(300),
  'a'.repeat(100_000),
])('refuses %j', (text) => {
  expect(parseReference(text)).toBeUndefined();
});

it.each([
  ['docker.io', true],
  ['localhost:5000', true],
  ['127.0.0.1', true],
  ['[fe80::1]:443', true],
  ['a..b', false],
  ['-a', false],
  ['a:0', false],
  ['a/b', false],
  ['user@host', false],
  ['', false],
])('%s is a host: %s', (text, expected) => {
  expect(isRegistryHost(text)).toBe(expected);
});
