/** Which provider serves a share. Pure. */
import { AppError } from '../../contract/errors.ts';
import type { ShareProvider } from '../../contract/model.ts';

/** What the choice depends on. */
export interface Chances {
  /** Why virtiofs can't be used here; undefined if it can. */
  readonly noVirtiofs: AppError | undefined;
  /** The VM is about to start: devices can be given to it. */
  readonly starting: boolean;
  /** The running VM has been given a device for this very share. */
  readonly hasDevice: boolean;
}

/** The provider, and whether it only counts from the VM's next start on. Throws `share.providerUnavailable`. */
export function chooseProvider(
  wanted: 'auto' | ShareProvider,
  readOnly: boolean,
  { noVirtiofs, starting, hasDevice }: Chances,
): { readonly provider: ShareProvider; readonly later: boolean } {
  if (wanted === 'sync' || wanted === 'ssh') return { provider: wanted, later: false };
  const possible = noVirtiofs === undefined && !readOnly;
  if (wanted === 'virtiofs') {
    // A read-only share is a promise that the host keeps; virtiofsd writes whatever the guest says, and it can't be
    // made not to and raise events at the same time.
    if (!possible) throw noVirtiofs ?? readOnlyVirtiofs();
    return { provider: 'virtiofs', later: !starting && !hasDevice };
  }
  return { provider: possible && (starting || hasDevice) ? 'virtiofs' : 'ssh', later: false };
}

function readOnlyVirtiofs(): AppError {
  return new AppError('share.providerUnavailable', {
    params: { provider: 'virtiofs', reason: 'it has no read-only shares with file events' },
  });
}
