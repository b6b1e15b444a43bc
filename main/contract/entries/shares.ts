/** What can be asked about shared folders. */
import * as v from 'valibot';
import { shareProviders } from '../model.ts';
import { call, stream } from '../rpc.ts';
import { share, shareList, shareSpeed } from '../schemas.ts';
import { done, hostPath, nothing } from './words.ts';

const shareId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

export const sharesEntries = {
  /** The host's folders in the VM, and what was refused because it isn't. */
  'shares.watch': stream(nothing, shareList),
  /** The same, once. */
  'shares.list': call(nothing, shareList),
  /**
   * Puts a folder of the host into the VM, now if it runs and the provider can, else from its next start on. Throws
   * `share.pathMissing`, `share.exists`, `share.notAllowed`, `share.providerUnavailable`.
   */
  'share.add': call(
    v.strictObject({
      path: hostPath,
      readOnly: v.exactOptional(v.boolean()),
      provider: v.exactOptional(v.picklist(shareProviders)),
      ignore: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(1000))),
    }),
    share,
  ),
  /** By its id or its path. Nothing on the host is removed. Throws `share.notFound`, `share.home`. */
  'share.remove': call(v.strictObject({ id: hostPath }), done),
  /** Holds a synced share, or goes on with it. Throws `share.notFound`, `share.notSynced`. */
  'share.pause': call(v.strictObject({ id: shareId }), done),
  'share.resume': call(v.strictObject({ id: shareId }), done),
  /** Forgets that this folder was refused. */
  'share.dismiss': call(v.strictObject({ path: hostPath }), done),
  /** Measures, with files that are removed again. Throws `share.notFound`, `share.notReady`. */
  'share.test': call(v.strictObject({ id: shareId }), shareSpeed),
};
