/** What the form for a forward holds, and what it means. Pure. */
import type { WrittenForward } from '../../../main/contract/port-notation.ts';
import type { TextKey } from '../../text.ts';

export interface AddForm {
  readonly hostPort: string;
  /** Empty for the machine itself. */
  readonly container: string;
  readonly port: string;
  readonly protocol: 'tcp' | 'udp';
  readonly lan: boolean;
}

/** What the contract takes for the name of a container: the engine's own rule (moby, `names.RestrictedNamePattern`). */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/** Names that a forward can be made for, in order. */
export function choosable(names: readonly string[]): string[] {
  return names.filter((name) => namePattern.test(name)).toSorted();
}

/** The forward, once it can be read, and what is wrong with which field. */
export function readAddForm(form: AddForm): {
  readonly forward: WrittenForward | undefined;
  readonly faults: Readonly<Partial<Record<'hostPort' | 'port', TextKey>>>;
} {
  const [hostPort, port] = [portOf(form.hostPort), portOf(form.port)];
  if (hostPort === undefined || port === undefined) {
    const faults: Partial<Record<'hostPort' | 'port', TextKey>> = {};
    if (hostPort === undefined) faults.hostPort = 'ports.number';
    if (port === undefined) faults.port = 'ports.number';
    return { forward: undefined, faults };
  }
  const { protocol, lan } = form;
  return { forward: { ...(lan ? { hostAddress: '0.0.0.0' } : {}), hostPort, protocol, port }, faults: {} };
}

/** A port's number; undefined for what is none. */
export function portOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^\d{1,5}$/.test(trimmed)) return undefined;
  const port = Number(trimmed);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
