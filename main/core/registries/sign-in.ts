/**
 * How a registry learns who asks: it answers 401 with a challenge. `Basic` wants name and password with each request
 * (RFC 7617); `Bearer` names a server that gives tokens for them
 * (https://distribution.github.io/distribution/spec/auth/token/).
 */
import { AppError } from '../../contract/errors.ts';
import { asRecord } from '../engine/untrusted.ts';
import type { Secret } from './secret-store.ts';
import type { RegistryAnswer, Transport } from './transport.ts';

/** The value of a request's `Authorization`, and what it was given for. */
export interface Authorization {
  readonly header: string | undefined;
  readonly scope: string;
}

export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly params: Readonly<Record<string, string>>;
}

interface SignIn {
  readonly host: string;
  readonly transport: Transport;
  readonly insecure: boolean;
  readonly secret: Secret | undefined;
  /** What is wanted, where the challenge doesn't say: `repository:NAME:pull`. */
  readonly scope: string;
  readonly challenge: string | undefined;
  readonly signal: AbortSignal;
}

const clientId = 'moorage';

/** Answers the challenge. Throws `registry.signInNeeded` where it can't, and what the transport throws. */
export async function authorize(options: SignIn): Promise<Authorization> {
  const { host, secret, scope } = options;
  const challenges = parseChallenges(options.challenge ?? '');
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined) return { header: `Bearer ${await fetchToken(options, bearer)}`, scope };
  const basic = challenges.some(({ scheme }) => scheme === 'basic');
  if (basic && secret?.password !== undefined) return { header: basicHeader(secret), scope };
  throw new AppError('registry.signInNeeded', { params: { host } });
}

async function fetchToken(options: SignIn, { params }: Challenge): Promise<string> {
  const { host, transport, insecure, secret, signal } = options;
  const realm = realmOf(params['realm'], insecure);
  if (realm === undefined) {
    throw new AppError('registry.notRegistry', {
      params: { host, reason: 'it names no server that gives tokens' },
    });
  }
  const query = new URLSearchParams({
    ...(params['service'] === undefined ? {} : { service: params['service'] }),
    scope: params['scope'] ?? options.scope,
  });
  const token = secret?.identityToken;
  let answer: RegistryAnswer;
  if (token === undefined) {
    const account = secret?.username;
    if (account !== undefined && account !== '') query.set('account', account);
    const url = new URL(realm);
    for (const [name, value] of query) url.searchParams.append(name, value);
    const headers = secret?.password === undefined ? {} : { Authorization: basicHeader(secret) };
    answer = await transport.send({ method: 'GET', url, headers }, insecure, signal);
  } else {
    query.set('grant_type', 'refresh_token');
    query.set('refresh_token', token);
    query.set('client_id', clientId);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    answer = await transport.send(
      { method: 'POST', url: realm, headers, body: String(query) },
      insecure,
      signal,
    );
  }
  if (answer.status === 401 || answer.status === 403) {
    throw new AppError('registry.signInNeeded', { params: { host } });
  }
  const given = readToken(answer);
  if (given !== undefined) return given;
  throw new AppError('registry.notRegistry', { params: { host, reason: 'it gives no token' } });
}

/** The token's server. A secret goes over plain HTTP only where the engine would let it. */
function realmOf(realm: string | undefined, insecure: boolean): URL | undefined {
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  if (url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && insecure) ? url : undefined;
}

function readToken({ status, body }: RegistryAnswer): string | undefined {
  if (status !== 200) return undefined;
  let content: Record<string, unknown>;
  try {
    content = asRecord(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined; // no JSON, no token
  }
  const token = content['token'] ?? content['access_token'];
  return typeof token === 'string' && /^[\x21-\x7e]{1,65536}$/.test(token) ? token : undefined;
}

function basicHeader({ username, password = '' }: Secret): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The challenges of a `WWW-Authenticate` (RFC 7235); what isn't understood is left out. */
export function parseChallenges(text: string): Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  const word = /([!#$%&'*+.^_`|~\w-]+)(\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?[\s,]*/gy;
  const bounded = text.slice(0, 8000).trimStart();
  for (let match = word.exec(bounded); match !== null; match = word.exec(bounded)) {
    const [, name = '', value, quoted, plain = ''] = match;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), params: {} });
    else {
      const params = challenges.at(-1)?.params;
      if (params !== undefined) params[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    }
  }
  return challenges;
}
