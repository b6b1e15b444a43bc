/** What the run form holds, and what it means. Pure. */
import type { PublishedPort, RunOptions } from '../../../main/contract/run-options.ts';
import type { TextKey } from '../../text.ts';
import { splitWords } from '../../../main/contract/shell-words.ts';

export interface RunForm {
  readonly image: string;
  readonly name: string;
  readonly command: string;
  readonly ports: readonly {
    readonly host: string;
    readonly container: string;
    readonly protocol: 'tcp' | 'udp';
  }[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly remove: boolean;
}

export const emptyForm: RunForm = { image: '', name: '', command: '', ports: [], env: [], remove: false };

/** The options, as far as they can be read, and what is wrong with which field. */
export function readForm(form: RunForm): {
  readonly options: RunOptions;
  readonly faults: Readonly<Record<string, TextKey>>;
} {
  const faults: Record<string, TextKey> = {};
  const image = form.image.trim();
  if (image === '') faults['image'] = 'run.image.missing';
  const name = form.name.trim();
  // The engine's own rule (moby, `names.RestrictedNamePattern`).
  if (name !== '' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) faults['name'] = 'run.name.invalid';
  const command = splitWords(form.command);
  if (command === undefined) faults['command'] = 'run.command.invalid';
  const ports = form.ports.flatMap((row, index): PublishedPort[] => {
    if (row.host.trim() === '' && row.container.trim() === '') return [];
    const [host, container] = [portOf(row.host), portOf(row.container)];
    if (container === undefined || container === 0 || host === undefined) {
      faults[`port${index}`] = 'run.port.invalid';
      return [];
    }
    return [{ containerPort: container, protocol: row.protocol, ...(host === 0 ? {} : { hostPort: host }) }];
  });
  const env = form.env
    .map(({ name: key, value }) => ({ name: key.trim(), value }))
    .filter(({ name: key, value }, index) => {
      if (key !== '' && !key.includes('=')) return true;
      if (value !== '' || key !== '') faults[`env${index}`] = 'run.env.invalid';
      return false;
    });
  return {
    options: {
      image,
      ...(name === '' ? {} : { name }),
      command: command ?? [],
      ports,
      env,
      remove: form.remove,
    },
    faults,
  };
}

/** A port number; 0 for an empty field, undefined for what is none. */
function portOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (!/^\d{1,5}$/.test(trimmed)) return undefined;
  const port = Number(trimmed);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
