/** This computer sleeps, wakes and shuts down. */
import type { PowerMonitor } from 'electron';
import type { Log } from '../../core/lib/log.ts';

export interface PowerOptions {
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  readonly log: Log;
  readonly onResume: () => void;
  /** Preventing the event's default asks the system to wait. */
  readonly onShutdown: (event: { preventDefault(): void } | undefined) => void;
}

/** Listens from now on. Only once Electron is ready. */
export function listenToPower({ powerMonitor, log, onResume, onShutdown }: PowerOptions): void {
  powerMonitor.on('suspend', () => log.write('info', 'core', 'this computer goes to sleep'));
  powerMonitor.on('resume', () => {
    log.write('info', 'core', 'this computer is awake again');
    onResume();
  });
  // https://www.electronjs.org/docs/latest/api/power-monitor#event-shutdown-linux-macos: the types leave the event out.
  powerMonitor.on('shutdown', (...args: readonly unknown[]) => onShutdown(preventable(args[0])));
}

function preventable(event: unknown): { preventDefault(): void } | undefined {
  if (typeof event !== 'object' || event === null || !('preventDefault' in event)) return undefined;
  const { preventDefault } = event;
  return typeof preventDefault === 'function'
    ? { preventDefault: () => preventDefault.call(event) }
    : undefined;
}
