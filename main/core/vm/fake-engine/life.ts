/** A container's life: how it starts, runs and ends, and what its restart policy makes of that. */
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { amount, fields, text, texts } from './fields.ts';
import type { Container, Exec } from './model.ts';
import { bringUp, takeDown } from './networks.ts';
import { isService, portsOf } from './ports.ts';
import { deaf, startProcess, type Process } from './process.ts';
import { removeAnonymous } from './volumes.ts';

/** First wait before a restart, in milliseconds; it doubles with each, up to a minute. */
const firstRestartMs = 100;
/** How long a program takes to end when it is asked to. */
const stopMs = 100;

export function containerEvent(
  engine: Engine,
  { id, image, name, labels }: Container,
  action: string,
  more: Readonly<Record<string, string>> = {},
): void {
  engine.events.emit('container', action, id, { ...labels, ...more, image, name });
}

/** Checks what is assigned, which `Object.assign` alone doesn't. */
function change(container: Container, changes: Partial<Container>): void {
  Object.assign(container, changes);
}

/** Starts it. Throws 400 when its program isn't there, 409 for a paused one, 500 when a port is taken. */
export function start(engine: Engine, container: Container): void {
  if (container.state === 'paused')
    throw new Fault(409, 'cannot start a paused container, try unpause instead');
  container.ports = portsOf(engine, container);
  container.run += 1;
  const { run } = container;
  change(container, { error: '', exitCode: 0, oomKilled: false, finishedAt: undefined });
  const process = launch(engine, container, (code) => {
    if (container.run === run) ended(engine, container, code);
  });
  if (process === undefined) {
    const [program = ''] = container.argv;
    const reason = `exec: "${program}": executable file not found in $PATH`;
    const error =
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create ' +
      `failed: unable to start container process: error during container init: ${reason}: unknown`;
    change(container, { state: 'created', exitCode: 127, error, ports: [] });
    throw new Fault(400, error);
  }
  change(container, { state: 'running', startedAt: engine.now(), process });
  bringUp(engine, container);
  containerEvent(engine, container, 'start');
}

function launch(engine: Engine, container: Container, exit: (code: number) => void): Process | undefined {
  const { argv, config, tty, userland, log } = container;
  const plain = argv[0]?.endsWith('docker-entrypoint.sh') === true ? argv.slice(1) : argv;
  const screen = (data: string) => (tty ? data.replace(/\r?\n/g, '\r\n') : data);
  const process = startProcess(plain, {
    ...{ userland, tty, exit },
    hostname: text(config['Hostname']),
    user: text(config['User']) || 'root',
    env: texts(config['Env']) ?? [],
    cwd: text(config['WorkingDir']) || '/',
    stdin: config['OpenStdin'] === true,
    timers: engine.timers,
    now: engine.now,
    out: (data) => log.write(1, screen(data)),
    err: (data) => log.write(tty ? 1 : 2, screen(data)),
  });
  return process ?? (isService(engine, container) ? deaf : undefined);
}

/** Asks its program to end; the answer comes when it has. */
export function stop(engine: Engine, container: Container): void {
  const { run } = container;
  const signal = text(container.config['StopSignal'], 'SIGTERM');
  containerEvent(engine, container, 'kill', { signal: signal === 'SIGQUIT' ? '3' : '15' });
  engine.timers.after(stopMs, () => {
    if (container.run !== run || !isUp(container)) return;
    ended(engine, container, codeAfterStop(container), 'stopped');
    containerEvent(engine, container, 'stop');
  });
}

/** Servers end well when they are asked to; a shell or `sleep` takes no notice and is killed. */
function codeAfterStop({ argv }: Container): number {
  const line = argv.join(' ');
  if (/\bnode\b|\bnpm\b/.test(line)) return 143;
  return /nginx|postgres|redis|httpd|mysqld/.test(line) ? 0 : 137;
}

export function isUp({ state }: Container): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** It has ended, by itself or `stopped` from outside, which its restart policy minds. */
export function ended(engine: Engine, container: Container, code: number, why?: 'stopped'): void {
  const lasted = engine.now() - (container.startedAt ?? engine.now());
  container.process?.stop();
  container.log.flush();
  container.run += 1;
  change(container, {
    ...{ state: 'exited', exitCode: code, finishedAt: engine.now(), pausedAt: undefined },
    ...{ process: undefined, health: undefined, ports: [] },
  });
  const attributes = { exitCode: String(code), execDuration: String(Math.floor(lasted / 1000)) };
  containerEvent(engine, container, 'die', attributes);
  takeDown(engine, container);
  if (container.hostConfig['AutoRemove'] === true) {
    remove(engine, container, true);
    return;
  }
  if (why === undefined && wantsRestart(container, code)) restartLater(engine, container);
}

function wantsRestart({ hostConfig, restarts }: Container, code: number): boolean {
  const policy = fields(hostConfig['RestartPolicy']);
  const most = amount(policy['MaximumRetryCount']);
  switch (text(policy['Name'])) {
    case 'always':
    case 'unless-stopped':
      return true;
    case 'on-failure':
      return code !== 0 && (most === 0 || restarts < most);
    default:
      return false;
  }
}

function restartLater(engine: Engine, container: Container): void {
  const { run } = container;
  container.state = 'restarting';
  engine.timers.after(Math.min(60_000, firstRestartMs * 2 ** container.restarts), () => {
    if (container.run !== run || container.state !== 'restarting') return;
    container.restarts += 1;
    try {
      start(engine, container);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      change(container, { state: 'exited', error: error.message });
    }
  });
}

/** Removes it, and its volumes without a name if asked. */
export function remove(engine: Engine, container: Container, volumes: boolean): void {
  container.process?.stop();
  engine.containers.delete(container.id);
  for (const exec of execsOf(engine, container)) engine.execs.delete(exec.id);
  if (volumes) {
    removeAnonymous(
      engine,
      container.mounts.flatMap(({ name }) => name ?? []),
    );
  }
  containerEvent(engine, container, 'destroy');
}

export function execsOf(engine: Engine, container: Container): Exec[] {
  return [...engine.execs.values()].filter((exec) => exec.container === container);
}

/** Calls once when it has ended, or is gone; at once for one that doesn't run. */
export function whenEnded(engine: Engine, container: Container, gone: AbortSignal, then: () => void): void {
  if (!isUp(container)) return then();
  const heard = new AbortController();
  const stop = () => heard.abort();
  gone.addEventListener('abort', stop, { once: true });
  engine.events.listen(({ type, action, id }) => {
    if (type !== 'container' || id !== container.id || (action !== 'die' && action !== 'destroy')) return;
    gone.removeEventListener('abort', stop);
    stop();
    then();
  }, heard.signal);
}
