/**
 * Shares that we serve ourselves: over the SSH connection, and where the VM reaches a port of ours, by a shorter way that
 * was agreed on over SSH.
 */
import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/errors.ts';
import { retry } from '../../lib/retry.ts';
import { systemCode } from '../../lib/system-error.ts';
import type { Agent } from './event-source.ts';
import { mountInGuest, watchProblem, type Provider, type RunnerOptions, type Telling } from './runner.ts';
import { ShareServer } from './share-server.ts';

/** Has a connection that comes too late closed, and throws why it is too late. */
function giveUp(dialing: Promise<Duplex>): (reason: unknown) => never {
  return (reason) => {
    dialing.then(
      (late) => late.destroy(),
      () => undefined, // given up, too
    );
    throw reason;
  };
}

export function sshProvider(options: RunnerOptions, telling: Telling): Provider {
  const { share, link, direct, hidden, stateFile, log } = options;
  let server: ShareServer | undefined;
  let agent: ((base: string) => Agent) | undefined;
  let followed: readonly string[] = [];
  const base = `/run/moorage/shares/${share.id}`;

  const open = async (signal: AbortSignal): Promise<ShareServer> => {
    if (server !== undefined) return server;
    try {
      const made = new ShareServer({
        root: share.path,
        readOnly: share.readOnly,
        hidden,
        ownersFile: `${stateFile}.owners`,
        platform: process.platform,
        onProblem: watchProblem(telling),
        log,
      });
      server = made;
      made.setAgent(agent?.(`${base}/fs`));
      await made.follow(followed, signal);
      return made;
    } catch (error) {
      if (systemCode(error) === 'ENOENT')
        throw new AppError('share.folderGone', { params: { path: share.path }, cause: error });
      throw error;
    }
  };

  const dialGuest = async (signal: AbortSignal): Promise<Duplex> => {
    const stream = await link.dial({ socket: `${base}/socket` }, signal);
    if (direct === undefined) return stream;
    const shorter = await direct.way.open(stream, direct.hostAddress, signal);
    if (shorter !== undefined) return shorter;
    log.write('info', 'shares', `${share.path} is served over SSH: the VM reaches no port of ours`);
    return link.dial({ socket: `${base}/socket` }, signal);
  };

  return {
    async serve(ready, signal) {
      const serving = await open(signal);
      // When mounting or serving fails, the other one is given up.
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      // Binding the share to its path looks at that path, which may be this very share already: it is served meanwhile.
      const mounting = mountInGuest(options, either);
      const failed = mounting.then(() => new Promise<never>(() => undefined));
      let stream: Duplex | undefined;
      const stop = () => stream?.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const dialing = retry(() => dialGuest(either), { signal: either, firstMs: 50, maxMs: 500 });
        stream = await Promise.race([dialing, failed.catch(giveUp(dialing))]);
        const { welcome, ended } = await serving.serve(stream);
        if (welcome === 'refused') {
          await link.exec(['/usr/lib/moorage/share', 'unmount', share.id, share.guestPath], { signal });
          return;
        }
        await mounting;
        ready();
        await ended;
      } finally {
        signal.removeEventListener('abort', stop);
        over.abort();
        stop();
      }
    },
    async follow(folders, signal) {
      followed = folders;
      await server?.follow(folders, signal);
    },
    setAgent(next) {
      agent = next;
      server?.setAgent(next?.(`${base}/fs`));
    },
    close: () => server?.close(),
  };
}
