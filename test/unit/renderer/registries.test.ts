/** Names in the dialogs of registries. */
import { expect, it } from 'vitest';
import { targetFor } from '../../../renderer/features/registries/push-dialog.tsx';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { manifestCommand } from '../../../renderer/features/images/image-platforms.tsx';
import { hostOf } from '../../../renderer/features/registries/sign-in-dialog.tsx';
import { factsText } from '../../../renderer/features/registries/tags.tsx';

it.each([
  [' https://lab.example:5000/v2/x ', 'lab.example:5000'],
  ['hub.docker.com', 'docker.io'],
  ['https://index.docker.io/v1/', 'docker.io'],
  ['localhost:5000', 'localhost:5000'],
  ['docker.io.evil.example', 'docker.io.evil.example'],
  ['', ''],
])('%j is %j', (text, host) => {
  expect(hostOf(text)).toBe(host);
});

it.each([
  ['localhost:5000', undefined, 'nginx:1', 'localhost:5000/nginx:1'],
  ['localhost:5000', 'mate', 'ghcr.io/a/b:c', 'localhost:5000/a/b:c'],
  ['docker.io', 'mate', 'a/b:c', 'mate/b:c'],
  ['docker.io', undefined, 'nginx:1', 'nginx:1'],
  ['localhost:5000', undefined, '', 'localhost:5000/'],
])('to %s as %s, %s goes as %s', (host, user, image, target) => {
  expect(targetFor(host, user, image)).toBe(target);
});

it('tells platforms and size', () => {
  const base = { digest: '', mediaType: '', plainHttp: false };
  expect(factsText({ ...base, sizeBytes: 12_000_000, platforms: [{ name: 'linux/amd64' }] })).toBe(
    'linux/amd64 · 12.0 MB',
  );
  expect(factsText({ ...base, platforms: [{ name: 'a' }, { name: 'b' }] })).toBe('a, b');
  expect(factsText({ ...base, platforms: [] })).toBe('');
});

it('allows a registry to be without TLS where it answered like that, and nowhere else', () => {
  const found = { digest: '', mediaType: '', platforms: [] };
  const command = (plainHttp: boolean | undefined) =>
    dockerCommand(
      manifestCommand('lab:5000/a:1', plainHttp === undefined ? undefined : { ...found, plainHttp }),
    );
  expect(command(true)).toBe('docker manifest inspect --insecure lab:5000/a:1');
  expect(command(false)).toBe('docker manifest inspect lab:5000/a:1');
  expect(command(undefined)).toBe('docker manifest inspect lab:5000/a:1');
});
