/**
 * The fake VM's `engine-config`, and the service that takes from it: what the guest's script does, for an engine that has no
 * configuration but shows one. It knows one thing that keeps an engine from starting: a runtime that isn't there.
 */
import { text } from 'node:stream/consumers';
import { asRecord } from '../engine/untrusted.ts';
import type { FakeCommand, FakeCommandContext, FakeCommands } from './fake-shell.ts';

const own = `{
  "data-root": "/var/lib/docker",
  "live-restore": true,
  "userland-proxy": false,
  "insecure-registries": ["10.0.2.2/32"],
  "log-driver": "json-file",
  "log-opts": { "max-size": "10m", "max-file": "3" }
}
`;

export interface FakeEngineConfig {
  readonly commands: FakeCommands;
  /** What the engine runs with. */
  readonly used: () => Readonly<Record<string, unknown>>;
}

export function fakeEngineConfig(): FakeEngineConfig {
  const held = new Map([
    ['own', own],
    ['used', own],
    ['source', 'own\n'],
  ]);
  const start = () => {
    const trial = held.get('trial');
    const wrong = trial === undefined ? undefined : missingRuntime(trial);
    if (trial !== undefined && wrong !== undefined) {
      held.delete('trial');
      held.set('refused', trial);
      held.set('reason', `failed to start daemon: specified default runtime '${wrong}' does not exist\n`);
    } else if (trial !== undefined) {
      held.set('used', trial);
      held.set('source', 'trial\n');
    }
  };
  const take = async ({ stdin, out }: FakeCommandContext, kept: boolean): Promise<number> => {
    const config = await text(stdin);
    try {
      JSON.parse(config);
    } catch {
      out('unable to configure the Docker daemon with file checked.json: invalid JSON\n');
      return 1;
    }
    if (kept) held.set('trial', config);
    return 0;
  };
  const keep = (): number => {
    const trial = held.get('trial');
    if (trial === undefined || held.get('source') !== 'trial\n') return 3;
    held.delete('trial');
    held.set('kept', trial).set('source', 'kept\n');
    return 0;
  };
  const engineConfig: FakeCommand = (context) => {
    switch (context.args[0]) {
      case 'show':
        for (const [name, content] of held)
          context.out(`${name} ${Buffer.from(content).toString('base64')}\n`);
        return 0;
      case 'check':
      case 'try':
        return take(context, context.args[0] === 'try');
      case 'keep':
        return keep();
      case 'refuse':
        held.delete('trial');
        return 0;
      default:
        return 2;
    }
  };
  const sv: FakeCommand = ({ args, out }) => {
    if (args.includes('start') || args.includes('restart')) start();
    out('ok: run\n');
    return 0;
  };
  return {
    commands: new Map([
      ['engine-config', engineConfig],
      ['sv', sv],
    ]),
    used: () => asRecord(JSON.parse(held.get('used') ?? own)),
  };
}

/** A default runtime that no other part of the configuration defines. */
function missingRuntime(config: string): string | undefined {
  const { 'default-runtime': name, runtimes } = asRecord(JSON.parse(config));
  if (typeof name !== 'string' || name === 'runc' || Object.hasOwn(asRecord(runtimes), name))
    return undefined;
  return name;
}
