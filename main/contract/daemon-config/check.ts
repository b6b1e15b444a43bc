/** Checks the user's part of the engine's configuration before anybody else sees it: its text, its keys, its values. */
import { isDeepEqual } from '../equal.ts';
import type { ErrorCode, ErrorParams, WireError } from '../errors.ts';
import { placeOf, readJson, type JsonMember, type JsonNode } from './json-text.ts';
import { daemonKeys, nearestKey, shapes, type KnownKey, type OwnReason, type Shape } from './keys.ts';
import { isInsecureRegistry, isMirror } from './registries.ts';

export type DaemonConfig = Readonly<Record<string, unknown>>;

/** What the user's text says, if nothing is wrong with it. Every problem has `line` and `column` in its parameters. */
export type CheckedConfig =
  | { readonly kind: 'good'; readonly config: DaemonConfig }
  | { readonly kind: 'bad'; readonly problems: readonly [WireError, ...WireError[]] };

const mostProblems = 50;

const ownCodes: Record<OwnReason, ErrorCode> = {
  place: 'daemonConfig.ownPlace',
  socket: 'daemonConfig.ownSocket',
  liveRestore: 'daemonConfig.ownLiveRestore',
  network: 'daemonConfig.ownNetwork',
};

/**
 * Reads the text; an empty one is an empty configuration. `own` is what the image itself sets, where that is known: keys that
 * Moorage must have may be there if they say the same.
 */
export function checkDaemonConfig(text: string, own: DaemonConfig = {}): CheckedConfig {
  if (text.trim() === '') return { kind: 'good', config: {} };
  const problems: WireError[] = [];
  const tell = (code: ErrorCode, offset: number, params: ErrorParams = {}) => {
    if (problems.length < mostProblems)
      problems.push({ code, params: { ...params, ...placeOf(text, offset) } });
  };
  const result = readJson(text);
  if (result.kind === 'fault') {
    const { offset, found } = result.fault;
    if (found === undefined) tell('daemonConfig.unfinished', offset);
    else tell('daemonConfig.syntax', offset, { found: JSON.stringify(found) });
  } else if (result.node.members === undefined) {
    tell('daemonConfig.notObject', result.node.start);
  } else {
    const seen = new Set<string>();
    for (const member of result.node.members) {
      if (seen.has(member.key)) tell('daemonConfig.doubled', member.start, { key: shortKey(member.key) });
      else checkMember(member, own, tell);
      seen.add(member.key);
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) return { kind: 'bad', problems: [first, ...others] };
  const value = result.kind === 'read' ? result.node.value : {};
  return { kind: 'good', config: isObject(value) ? value : {} };
}

type Tell = (code: ErrorCode, offset: number, params?: ErrorParams) => void;

function checkMember({ key, start, node }: JsonMember, own: DaemonConfig, tell: Tell): void {
  const known = daemonKeys.get(key);
  if (known === undefined) {
    const suggestion = nearestKey(key);
    if (suggestion === undefined) tell('daemonConfig.strangeKey', start, { key: shortKey(key) });
    else tell('daemonConfig.unknownKey', start, { key: shortKey(key), suggestion });
    return;
  }
  if (known.own !== undefined) {
    if (!Object.hasOwn(own, key) || !isDeepEqual(own[key], node.value))
      tell(ownCodes[known.own], start, { key });
    return;
  }
  const wrong = wrongNode(node, known.shape);
  if (wrong !== undefined) tell('daemonConfig.type', wrong.start, { key, expected: shapes[known.shape] });
  else checkValue(key, node, known, tell);
}

function checkValue(key: string, node: JsonNode, { choices }: KnownKey, tell: Tell): void {
  if (choices !== undefined && !choices.some((choice) => choice === node.value)) {
    tell('daemonConfig.type', node.start, { key, expected: choices.map((one) => `"${one}"`).join(' | ') });
  }
  for (const element of node.elements ?? []) {
    const value = String(element.value);
    if (key === 'registry-mirrors' && !isMirror(value)) {
      tell('daemonConfig.mirror', element.start, { value: shortKey(value) });
    }
    if (key === 'insecure-registries' && !isInsecureRegistry(value)) {
      tell('daemonConfig.insecure', element.start, { value: shortKey(value) });
    }
  }
}

/** The first value that doesn't have the shape. */
function wrongNode(node: JsonNode, shape: Shape): JsonNode | undefined {
  const { value } = node;
  switch (shape) {
    case 'text':
      return typeof value === 'string' ? undefined : node;
    case 'flag':
      return typeof value === 'boolean' ? undefined : node;
    case 'number':
      return Number.isInteger(value) ? undefined : node;
    case 'object':
      return node.members === undefined ? node : undefined;
    case 'texts':
      return node.elements === undefined ? node : node.elements.find((one) => typeof one.value !== 'string');
    case 'objects':
      return node.elements === undefined ? node : node.elements.find((one) => one.members === undefined);
    case 'flagMap':
    case 'textMap': {
      if (node.members === undefined) return node;
      const wanted = shape === 'flagMap' ? 'boolean' : 'string';
      return node.members.find((one) => typeof one.node.value !== wanted)?.node;
    }
  }
}

function shortKey(key: string): string {
  return key.length > 100 ? `${key.slice(0, 100)}…` : key;
}

function isObject(value: unknown): value is DaemonConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
