/**
 * The engine's processes, from the guest's /proc (proc(5)): dockerd, containerd, and a shim for each container with what
 * runs in it. The guest writes what is read here: bounded, and taken for data.
 */
import type { EnginePart, EngineParts } from '../../contract/engine-pages-model.ts';
import type { Guest } from '../guest/guest.ts';
import { delay } from '../lib/retry.ts';
import type { Inventory } from './inventory.ts';
import { cleanText } from './untrusted.ts';

/** Milliseconds between two looks. */
const every = 3000;
const mostShims = 500;
const mostProcesses = 20;

/**
 * A line for each process, as in its `stat`, and for a shim one with its command line before it. Only shims cost a
 * program of their own.
 */
export const partsScript = `cd /proc; for p in [0-9]*; do
  read -r line <$p/stat || continue
  case $line in *"(containerd-shim"*) echo "shim $p $(tr '\\0' ' ' <$p/cmdline)";; esac
  echo "$line"
done 2>/dev/null; exit 0`;

/** Yields every few seconds until the signal aborts. Throws `vm.notRunning`, `guest.unreachable`. */
export async function* watchParts(
  guest: () => Guest,
  inventory: Pick<Inventory, 'containers'>,
  signal: AbortSignal,
): AsyncGenerator<EngineParts, void> {
  while (!signal.aborted) {
    const { stdout } = await guest().exec(['sh', '-c', partsScript], { signal });
    const listed = inventory.containers.value;
    const names = new Map(listed.kind === 'ready' ? listed.items.map(({ id, name }) => [id, name]) : []);
    yield parseParts(stdout.toString(), names);
    await delay(every, signal);
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** The engine's processes in what the script puts out. `names` are the containers' by their ids. */
export function parseParts(text: string, names: ReadonlyMap<string, string>): EngineParts {
  const processes: Process[] = [];
  const held = new Map<number, string>();
  for (const line of text.split('\n')) {
    const shim = /^shim (\d{1,10}) .*? -id ([0-9a-f]{64}) /.exec(line);
    if (shim !== null) held.set(Number(shim[1]), shim[2] ?? '');
    // The name is in brackets and may hold some itself; what comes after is one letter and numbers.
    const found = /^(\d{1,10}) \((.{0,64})\) [A-Z] (\d{1,10}) /i.exec(line);
    if (found === null) continue;
    processes.push({ pid: Number(found[1]), parent: Number(found[3]), name: cleanText(found[2] ?? '') });
  }
  const part = (kind: EnginePart['kind'], pid: number, name: string): EnginePart => ({ kind, pid, name });
  // A container may have a program of that name, too; the engine's own was there first.
  const children = new Map<number, Process[]>();
  for (const one of processes) {
    const siblings = children.get(one.parent);
    if (siblings === undefined) children.set(one.parent, [one]);
    else siblings.push(one);
  }
  const within = new Set<number>();
  const waiting = [...held.keys()];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (within.has(pid)) continue;
    within.add(pid);
    waiting.push(...(children.get(pid) ?? []).map((one) => one.pid));
  }
  const own = (kind: 'dockerd' | 'containerd') => {
    const found = processes.find(({ name, pid }) => name === kind && !within.has(pid));
    return found === undefined ? {} : { [kind]: part(kind, found.pid, kind) };
  };
  return {
    ...own('dockerd'),
    ...own('containerd'),
    shims: [...held].slice(0, mostShims).map(([pid, id]) => ({
      ...part('shim', pid, names.get(id) ?? id.slice(0, 12)),
      processes: (children.get(pid) ?? [])
        .slice(0, mostProcesses)
        .map((one) => part('container', one.pid, one.name)),
    })),
  };
}
