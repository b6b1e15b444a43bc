/** `docker exec`: further programs in a container that runs. */
import { hashOf, numberOf, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { text, texts } from './fields.ts';
import { readJson, sendJson, sendNothing, wholeNumber, type Call } from './http.ts';
import { containerEvent } from './life.ts';
import { findContainer, needRunning } from './lookup.ts';
import type { Exec } from './model.ts';
import { startProcess, type Process } from './process.ts';
import { takeOver } from './streams.ts';

/** The real engine forgets an exec that has ended after five minutes too. */
const forgottenMs = 5 * 60_000;

/** `POST /containers/{id}/exec` */
export async function createExec(engine: Engine, call: Call, name: string): Promise<void> {
  const container = findContainer(engine, name);
  needRunning(container);
  if (container.state === 'paused') {
    throw new Fault(409, `container ${container.id} is paused, unpause the container before exec`);
  }
  const body = await readJson(call);
  const argv = texts(body['Cmd']) ?? [];
  if (argv.length === 0) throw new Fault(400, 'no exec command specified');
  engine.checkRoom(engine.execs.size);
  const exec: Exec = {
    id: hashOf('exec', container.id, engine.next()),
    ...{ container, argv, tty: body['Tty'] === true, stdin: body['AttachStdin'] === true },
    user: text(body['User']) || text(container.config['User']) || 'root',
    cwd: text(body['WorkingDir']) || text(container.config['WorkingDir']) || '/',
    env: [...(texts(container.config['Env']) ?? []), ...(texts(body['Env']) ?? [])],
    ...{ state: 'created', exitCode: undefined },
  };
  engine.execs.set(exec.id, exec);
  containerEvent(engine, container, `exec_create: ${argv.join(' ')}`, { execID: exec.id });
  sendJson(call, 201, { Id: exec.id });
}

function findExec(engine: Engine, id: string): Exec {
  const exec = engine.execs.get(id);
  if (exec === undefined) throw new Fault(404, `No such exec instance: ${id.slice(0, 100)}`);
  return exec;
}

/** `POST /exec/{id}/start`: in the background with `Detach`, else the connection becomes the program's terminal. */
export async function startExec(engine: Engine, call: Call, id: string): Promise<void> {
  const exec = findExec(engine, id);
  const { container, argv, tty } = exec;
  const body = await readJson(call);
  if (exec.state === 'ended') throw new Fault(409, `Error: Exec command ${id} has already run`);
  if (exec.state === 'running') throw new Fault(409, `Error: Exec command ${id} is already running`);
  needRunning(container);
  const detached = body['Detach'] === true;
  let process: Process | undefined;
  const connection = detached
    ? undefined
    : takeOver(call, tty, {
        input: (data) => void (exec.stdin && process?.input(data)),
        end: () => void (exec.stdin && process?.endInput()),
      });
  exec.state = 'running';
  const finish = (code: number) => {
    if (exec.state === 'ended') return;
    exec.state = 'ended';
    exec.exitCode = code;
    process?.stop();
    heard.abort();
    containerEvent(engine, container, 'exec_die', { execID: id, exitCode: String(code) });
    connection?.end();
    engine.timers.after(forgottenMs, () => engine.execs.delete(id));
  };
  // The container's end is the program's.
  const heard = new AbortController();
  engine.events.listen((event) => {
    if (event.id === container.id && event.action === 'die') finish(137);
  }, heard.signal);
  containerEvent(engine, container, `exec_start: ${argv.join(' ')}`, { execID: id });
  const screen = (data: string) => (tty ? data.replace(/\r?\n/g, '\r\n') : data);
  process = startProcess(argv, {
    ...{ userland: container.userland, user: exec.user, env: exec.env, cwd: exec.cwd, tty },
    hostname: text(container.config['Hostname']),
    // Without a client nothing comes: a shell ends at once.
    stdin: exec.stdin && !detached,
    ...{ timers: engine.timers, now: engine.now, exit: finish },
    out: (data) => connection?.write(1, screen(data)),
    err: (data) => connection?.write(tty ? 1 : 2, screen(data)),
  });
  if (process === undefined) {
    connection?.write(1, `${notFound(argv[0] ?? '')}\r\n`);
    finish(127);
  } else {
    // Whoever hangs up closes the terminal, as far as there is one.
    call.gone.addEventListener('abort', () => exec.stdin && !detached && finish(129), { once: true });
  }
  if (detached) sendNothing(call, 200);
}

/** What `docker exec` then shows; it arrives as the program's output, with the exit code 127 in the exec's state. */
function notFound(program: string): string {
  const start = 'OCI runtime exec failed: exec failed: unable to start container process';
  return program.includes('/')
    ? `${start}: exec: "${program}": stat ${program}: no such file or directory: unknown`
    : `${start}: exec: "${program}": executable file not found in $PATH: unknown`;
}

/** `POST /exec/{id}/resize?h=&w=` */
export function resizeExec(engine: Engine, call: Call, id: string): void {
  const exec = findExec(engine, id);
  wholeNumber(call, 'h');
  wholeNumber(call, 'w');
  if (exec.state !== 'running') throw new Fault(409, `exec: '${id}' is not running`);
  sendNothing(call, 200);
}

/** `GET /exec/{id}/json`; `ExitCode` is null until there is one. */
export function inspectExec(engine: Engine, call: Call, id: string): void {
  const { argv, tty, stdin, container, user, state, exitCode } = findExec(engine, id);
  const [entrypoint = '', ...rest] = argv;
  sendJson(call, 200, {
    ID: id,
    Running: state === 'running',
    ExitCode: exitCode ?? null,
    ProcessConfig: { tty, entrypoint, arguments: rest, privileged: false, user },
    ...{ OpenStdin: stdin, OpenStderr: true, OpenStdout: true, CanRemove: state === 'ended' },
    ...{ ContainerID: container.id, DetachKeys: '' },
    Pid: state === 'running' ? 2000 + numberOf(30_000, 'exec pid', id) : 0,
  });
}
