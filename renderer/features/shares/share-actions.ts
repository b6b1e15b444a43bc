/** What is done with shares: each with the `moorage` command that does the same. */
import type { WireError } from '../../../main/contract/errors.ts';
import type { Share } from '../../../main/contract/model.ts';
import { shareCommand } from '../../../main/contract/share-command.ts';
import { act } from '../../stores/act.ts';

/** Under this name errors of the home folder's switch are kept, and it is busy. */
export const homeKey = 'home';

/** What is busy while something is done with a share. */
export function busyKey(id: string): string {
  return `share ${id}`;
}

type OnError = (error: WireError) => void;

/** Holds a synced share, or goes on with it. */
export function pauseShare({ id, path }: Share, paused: boolean, onError: OnError): Promise<boolean> {
  const kind = paused ? 'share.pause' : 'share.resume';
  return act({ key: busyKey(id), command: shareCommand({ kind, id: path }), onError }, (client) =>
    client[kind]({ id }),
  );
}

/** Shares a folder that a container was refused. */
export function shareRefused(path: string, onError: OnError): Promise<boolean> {
  return act({ key: busyKey(path), command: shareCommand({ kind: 'share.add', path }), onError }, (client) =>
    client['share.add']({ path }),
  );
}

export function dismissRefused(path: string, onError: OnError): Promise<boolean> {
  return act({ key: busyKey(path), onError }, (client) => client['share.dismiss']({ path }));
}

export function setHomeShared(on: boolean, onError: OnError): Promise<boolean> {
  const command = shareCommand({ kind: 'share.home', on });
  return act({ key: busyKey(homeKey), command, onError }, (client) =>
    client['settings.set']({ 'shares.home': on }),
  );
}
