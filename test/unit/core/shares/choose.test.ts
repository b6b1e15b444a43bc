import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../main/contract/errors.ts';
import { chooseProvider } from '../../../../main/core/shares/choose.ts';

const reason = new AppError('share.providerUnavailable', { params: { provider: 'virtiofs', reason: 'why' } });

const now = (provider: string) => ({ provider, later: false });
const later = (provider: string) => ({ provider, later: true });

/** wanted, read-only, virtiofs can be used, the VM starts, it has the device; what follows. */
const table = [
  ['auto', 'rw', 'can', 'starting', 'device', now('virtiofs')],
  ['auto', 'rw', 'can', 'starting', 'none', now('virtiofs')],
  ['auto', 'rw', 'can', 'running', 'device', now('virtiofs')],
  ['auto', 'rw', 'can', 'running', 'none', now('ssh')],
  ['auto', 'rw', "can't", 'starting', 'device', now('ssh')],
  ['auto', 'rw', "can't", 'starting', 'none', now('ssh')],
  ['auto', 'rw', "can't", 'running', 'device', now('ssh')],
  ['auto', 'rw', "can't", 'running', 'none', now('ssh')],
  ['auto', 'ro', 'can', 'starting', 'device', now('ssh')],
  ['auto', 'ro', 'can', 'starting', 'none', now('ssh')],
  ['auto', 'ro', 'can', 'running', 'device', now('ssh')],
  ['auto', 'ro', 'can', 'running', 'none', now('ssh')],
  ['auto', 'ro', "can't", 'starting', 'device', now('ssh')],
  ['auto', 'ro', "can't", 'starting', 'none', now('ssh')],
  ['auto', 'ro', "can't", 'running', 'device', now('ssh')],
  ['auto', 'ro', "can't", 'running', 'none', now('ssh')],
  ['virtiofs', 'rw', 'can', 'starting', 'device', now('virtiofs')],
  ['virtiofs', 'rw', 'can', 'starting', 'none', now('virtiofs')],
  ['virtiofs', 'rw', 'can', 'running', 'device', now('virtiofs')],
  ['virtiofs', 'rw', 'can', 'running', 'none', later('virtiofs')],
  ['virtiofs', 'rw', "can't", 'starting', 'device', 'why'],
  ['virtiofs', 'rw', "can't", 'starting', 'none', 'why'],
  ['virtiofs', 'rw', "can't", 'running', 'device', 'why'],
  ['virtiofs', 'rw', "can't", 'running', 'none', 'why'],
  ['virtiofs', 'ro', 'can', 'starting', 'device', 'it has no read-only shares with file events'],
  ['virtiofs', 'ro', 'can', 'starting', 'none', 'it has no read-only shares with file events'],
  ['virtiofs', 'ro', 'can', 'running', 'device', 'it has no read-only shares with file events'],
  ['virtiofs', 'ro', 'can', 'running', 'none', 'it has no read-only shares with file events'],
  ['virtiofs', 'ro', "can't", 'starting', 'device', 'why'],
  ['virtiofs', 'ro', "can't", 'starting', 'none', 'why'],
  ['virtiofs', 'ro', "can't", 'running', 'device', 'why'],
  ['virtiofs', 'ro', "can't", 'running', 'none', 'why'],
] as const;

const anyOf = (wanted: 'ssh' | 'sync') =>
  ['rw', 'ro'].flatMap((access) =>
    ['can', "can't"].flatMap((can) =>
      ['starting', 'running'].flatMap((vm) =>
        ['device', 'none'].map((device) => [wanted, access, can, vm, device, now(wanted)] as const),
      ),
    ),
  );

describe('the provider of a share', () => {
  it.each([...table, ...anyOf('ssh'), ...anyOf('sync')])(
    'wanted: %s, %s, virtiofs %s be used, the VM is %s, it has: %s',
    (wanted, access, can, vm, device, expected) => {
      const choose = () =>
        chooseProvider(wanted, access === 'ro', {
          noVirtiofs: can === 'can' ? undefined : reason,
          starting: vm === 'starting',
          hasDevice: device === 'device',
        });
      if (typeof expected !== 'string') expect(choose()).toEqual(expected);
      else
        expect(choose).toThrow(
          expect.objectContaining({
            code: 'share.providerUnavailable',
            params: { provider: 'virtiofs', reason: expected },
          }),
        );
    },
  );

  it('is chosen for every combination there is', () => {
    const all = [...table, ...anyOf('ssh'), ...anyOf('sync')].map((row) => JSON.stringify(row.slice(0, 5)));
    expect(new Set(all).size).toBe(4 * 2 ** 4);
  });
});
