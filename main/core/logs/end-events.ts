/** When containers begin and how they end, from the engine's events (Docker Engine API, "Monitor events"). Written by the guest. */
import { asRecord, cleanText } from '../engine/untrusted.ts';

const actions = ['start', 'die', 'destroy'] as const;
type EndAction = (typeof actions)[number];

export interface EndEvent {
  readonly action: EndAction;
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Its compose project; empty if it is part of none. */
  readonly project: string;
  /** Milliseconds since 1970, by the VM's clock. */
  readonly at: number;
  /** Of `die` only. */
  readonly exitCode: number | undefined;
}

/** One line as such an event; undefined if it isn't one. */
export function parseEndEvent(line: string): EndEvent | undefined {
  const { Type: type, Action: told, Actor: actor, time } = asRecord(parse(line));
  const action = actions.find((one) => one === told);
  if (type !== 'container' || action === undefined) return undefined;
  const { ID: id, Attributes: attributes } = asRecord(actor);
  if (typeof id !== 'string' || !/^[a-zA-Z0-9]{1,64}$/.test(id)) return undefined;
  const all = asRecord(attributes);
  const text = (name: string) => {
    const value = all[name];
    return typeof value === 'string' ? cleanText(value).slice(0, 300) : '';
  };
  const code = text('exitCode');
  return {
    action,
    id,
    name: text('name'),
    image: text('image'),
    project: text('com.docker.compose.project'),
    at: typeof time === 'number' && Number.isFinite(time) ? time * 1000 : Date.now(),
    exitCode: /^\d{1,4}$/.test(code) ? Number(code) : undefined,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // garbage from the guest: the same as an event that we don't know
  }
}
