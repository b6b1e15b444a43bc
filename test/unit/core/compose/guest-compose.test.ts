import { expect, it } from 'vitest';
import type { ComposeRun } from '../../../../main/contract/compose-model.ts';
import type { Share } from '../../../../main/contract/model.ts';
import { guestCompose, inGuest } from '../../../../main/core/compose/guest-compose.ts';
import type { Guest } from '../../../../main/core/guest/guest.ts';

const share = (path: string, state: Share['state'] = 'ready'): Share => ({
  ...{ id: 'a', path, guestPath: path, readOnly: false, source: 'user', wanted: 'auto', state },
});
const signal = new AbortController().signal;

it('finds files of shared folders under their path in the VM', () => {
  expect(inGuest('/srv/shop/compose.yaml', [share('/srv')], 'linux')).toBe('/srv/shop/compose.yaml');
  expect(inGuest('/srv2/compose.yaml', [share('/srv')], 'linux')).toBeUndefined();
  expect(inGuest('/srv/compose.yaml', [share('/srv', 'off')], 'linux')).toBeUndefined();
  expect(inGuest('C:\\Work\\compose.yaml', [share('C:\\work')], 'win32')).toBe('/c/Work/compose.yaml');
});

it('says why the VM’s compose can’t be used', async () => {
  const guest = (exitCode: number): Pick<Guest, 'exec'> => ({
    exec: () => Promise.resolve({ exitCode, stdout: Buffer.alloc(0), stderr: '' }),
  });
  const tools = (exitCode: number, shares: readonly Share[]) => ({
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one verb that is used
    guest: () => guest(exitCode) as Guest,
    shares: () => shares,
  });
  const input: ComposeRun = { action: 'up', files: ['/srv/c.yaml'], project: 'shop' };
  await expect(guestCompose(tools(0, []), input, signal)).rejects.toMatchObject({
    code: 'compose.noProgram',
    params: { reason: "the folder of /srv/c.yaml isn't shared with the VM" },
  });
  await expect(guestCompose(tools(1, [share('/srv')]), input, signal)).rejects.toMatchObject({
    code: 'compose.noProgram',
  });
  expect(await guestCompose(tools(0, [share('/srv')]), input, signal)).toEqual([
    ...['env', 'COMPOSE_PROGRESS=plain', 'COMPOSE_ANSI=never', '/opt/usr/bin/docker-compose'],
    ...['--file', '/srv/c.yaml', '--project-name', 'shop', 'up', '--detach'],
  ]);
});
