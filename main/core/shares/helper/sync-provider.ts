/** Shares that are copied to a volume on the VM's own disk and kept in step. */
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/errors.ts';
import { retry } from '../../lib/retry.ts';
import { watchHost, type HostWatch } from '../events/host-watch.ts';
import { SyncSession } from '../sync/session.ts';
import { mountInGuest, type Provider, type RunnerOptions, type Telling } from './runner.ts';

export function syncProvider(options: RunnerOptions, telling: Telling): Provider {
  const { share, link, hidden, stateFile, pace, log } = options;
  const volume = share.volume ?? '';
  const session = new SyncSession({
    root: share.path,
    guestRoot: `/var/lib/docker/volumes/${volume}/_data`,
    readOnly: share.readOnly,
    ignore: share.ignore,
    hidden,
    stateFile: `${stateFile}.sync`,
    openAgent: async (signal) => {
      await link.ready(signal);
      const agent = await link.session({ argv: ['luajit', agentProgram], signal });
      return agent.stream;
    },
    watchHost: (onChange, signal) => {
      const watch: HostWatch = watchHost({
        root: share.path,
        hidden,
        onChanges: () => onChange(),
        onProblem: (error) => telling.warn(error),
      });
      watch.follow(['']);
      signal.addEventListener('abort', () => watch.close(), { once: true });
    },
    onProgress: (progress) => telling.progress(progress),
    onError: (error) => telling.fail(error),
    patienceMs: patienceMs * pace,
    pace,
    log,
  });
  if (share.paused) session.pause();
  return {
    async serve(ready, signal) {
      // The engine comes up after the shares do.
      await retry(() => makeVolume(() => link.dial({ socket: '/run/docker.sock' }, signal), volume), {
        signal,
        maxMs: 1000,
      });
      await mountInGuest(options, signal);
      ready();
      await session.run(signal);
    },
    follow: () => Promise.resolve(),
    setAgent: () => undefined,
    pause: (paused) => (paused ? session.pause() : session.resume()),
    close: () => undefined,
  };
}

/** Milliseconds at hardware speed: changes are to be on the other side within a second, also while the VM is busy. */
const patienceMs = 700;

const agentProgram = '/usr/lib/moorage/sync-agent.lua';

/** Makes the volume; one that is there stays as it is. Throws `engine.unreachable`. */
async function makeVolume(dial: () => Promise<Duplex>, name: string): Promise<void> {
  const stream = await dial();
  const body = JSON.stringify({ Name: name, Labels: { 'app.moorage.share': 'sync' } });
  const status = await new Promise<number>((resolve, reject) => {
    const asked = request(
      {
        method: 'POST',
        path: '/volumes/create',
        createConnection: () => stream,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          host: 'docker',
        },
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.once('error', reject);
    asked.end(body);
  }).finally(() => stream.destroy());
  if (status !== 201) throw new AppError('engine.unreachable', { params: { reason: `volume: ${status}` } });
}
