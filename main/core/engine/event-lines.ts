/** Reads the lines of `/events`: one JSON object each (Docker Engine API, "Monitor events"). Written by the guest. */
import { asRecord } from './untrusted.ts';

/** What a container may do that others need to know of; the last two are what a network tells of it. */
export const containerActions = [
  'start',
  'stop',
  'die',
  'destroy',
  'rename',
  'pause',
  'unpause',
  'connect',
  'disconnect',
] as const;
export type ContainerAction = (typeof containerActions)[number];

/** Something happened to a container. */
export interface ContainerEvent {
  readonly action: ContainerAction;
  readonly id: string;
  /** Its name after the event; may be empty. */
  readonly name: string;
}

/** Longest line that is looked at; longer ones are skipped. A label can make a line long, so this is generous. */
export const maxLineBytes = 256 * 1024;
const LF = 0x0a;

/**
 * Reads a stream of lines to its end and hands on what `parse` makes of each; lines that it makes nothing of are passed
 * over, and so are those that are too long. Rejects when the stream breaks.
 */
export async function readEvents<T>(
  stream: AsyncIterable<string | Buffer>,
  parse: (line: string) => T | undefined,
  onEvent: (event: T) => void,
): Promise<void> {
  // Latin-1 keeps every byte, so a character that is split between chunks comes out whole.
  let line = '';
  let length = 0;
  for await (const part of stream) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    let at = 0;
    while (at < chunk.length) {
      const end = chunk.indexOf(LF, at);
      const stop = end < 0 ? chunk.length : end;
      length += stop - at;
      // What is too long is counted, not kept.
      line = length <= maxLineBytes ? line + chunk.toString('latin1', at, stop) : '';
      at = stop + 1;
      if (end < 0) break;
      const event = length <= maxLineBytes ? parse(Buffer.from(line, 'latin1').toString()) : undefined;
      line = '';
      length = 0;
      if (event !== undefined) onEvent(event);
    }
  }
}

/** One line as an event; undefined if it isn't one that we know. */
export function parseEvent(line: string): ContainerEvent | undefined {
  const data = parseJson(line);
  const { Type: type, Action: action, Actor: actor } = asRecord(data);
  const { ID: own, Attributes: attributes } = asRecord(actor);
  const found = containerActions.find((one) => one === action);
  if (found === undefined) return undefined;
  const byNetwork = found === 'connect' || found === 'disconnect';
  if (type !== (byNetwork ? 'network' : 'container')) return undefined;
  const { name, container } = asRecord(attributes);
  const id = byNetwork ? container : own;
  if (typeof id !== 'string' || !/^[a-zA-Z0-9]{1,64}$/.test(id)) return undefined;
  // What a network tells names the network.
  if (byNetwork) return { action: found, id, name: '' };
  const valid = typeof name === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,255}$/.test(name);
  return { action: found, id, name: valid ? name : '' };
}

/** What kind of thing an event is about. */
export const eventSubjects = ['container', 'image', 'volume', 'network'] as const;
export type EventSubject = (typeof eventSubjects)[number];

/** An event that may have changed a list. */
export interface ListEvent {
  readonly subject: EventSubject;
  readonly action: string;
  /** Of what it is about; empty where it isn't said. */
  readonly id: string;
  /** The container, where a network has connected one or let it go; else empty. */
  readonly container: string;
}

/** A line that may have changed a list; undefined for all others, like a program run in a container. */
export function parseListEvent(line: string): ListEvent | undefined {
  const { Type: type, Action: action, Actor: actor } = asRecord(parseJson(line));
  if (typeof action !== 'string' || /^(?:exec_|top|attach|detach|resize|copy|export)/.test(action))
    return undefined;
  const subject = eventSubjects.find((one) => one === type);
  if (subject === undefined) return undefined;
  const { ID: id, Attributes: attributes } = asRecord(actor);
  const { container } = asRecord(attributes);
  const word = (value: unknown) => (typeof value === 'string' ? value : '');
  return { subject, action, id: word(id), container: subject === 'network' ? word(container) : '' };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // garbage from the guest: the same as an event that we don't know
  }
}
