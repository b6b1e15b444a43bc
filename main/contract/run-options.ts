/**
 * What a new container shall be: the run form fills it in, a command is printed from it (`commands/run.ts`) and read
 * into it (`parse-run.ts`), and the core makes the engine's request of it. Values that the `docker` program has a notation
 * for are kept in that notation. What is absent is left to the image, or to the engine.
 */
import * as v from 'valibot';
import { reference } from './engine-model.ts';
import { isAbsolute, parseMount } from './mount-spec.ts';
import {
  isAddress,
  parseBytes,
  parseCpus,
  parseDevice,
  parseDuration,
  parseHost,
  parseInterval,
  parsePair,
  parseRestart,
  parseSwap,
  parseUlimit,
  parseWhole,
} from './run-values.ts';

const portNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

/** A port that a new container shall publish. Without `hostPort` the engine chooses one, with `hostPortEnd` one of a range. */
export const publishedPort = v.strictObject({
  hostAddress: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
  hostPort: v.exactOptional(portNumber),
  hostPortEnd: v.exactOptional(portNumber),
  containerPort: portNumber,
  protocol: v.picklist(['tcp', 'udp']),
});
export type PublishedPort = v.InferOutput<typeof publishedPort>;

/** No control characters: they have no place in a path, and would hide what a command says. */
const plain = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096), v.regex(/^\P{Cc}*$/u));
const checked = (valid: (text: string) => boolean) => v.pipe(plain, v.check(valid));
const text = (valid: (text: string) => boolean = () => true) => v.exactOptional(checked(valid));
const list = (valid: (text: string) => boolean = () => true) =>
  v.exactOptional(v.pipe(v.array(checked(valid)), v.minLength(1), v.maxLength(500)));
const on = v.exactOptional(v.literal(true));
const reads =
  (parse: (text: string) => unknown) =>
  (value: string): boolean =>
    parse(value) !== undefined;
const atLeast = (least: number) => (value: string) => (parseWhole(value) ?? least - 1) >= least;
const hasPair = (value: string) => value.includes('=') && parsePair(value) !== undefined;

const target = checked((path) => path.startsWith('/') && !path.includes(':'));
/** `ro`, and what else the engine knows: `z`, `nocopy`, `rshared`, in a list with commas. */
const mountMode = v.exactOptional(
  v.pipe(v.string(), v.regex(/^[a-zA-Z]+(?:,[a-zA-Z]+)*$/), v.maxLength(100)),
);

export const runMount = v.variant('kind', [
  /** A folder or file of this computer. */
  v.strictObject({
    kind: v.literal('bind'),
    source: checked((path) => isAbsolute(path) && !path.slice(2).includes(':')),
    target,
    mode: mountMode,
  }),
  v.strictObject({
    kind: v.literal('volume'),
    source: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][\w.-]*$/), v.minLength(2), v.maxLength(255)),
    target,
    mode: mountMode,
  }),
  v.strictObject({ kind: v.literal('anonymous'), target }),
  v.strictObject({ kind: v.literal('tmpfs'), target, mode: text() }),
  /** All the mounts of another container. */
  v.strictObject({
    kind: v.literal('from'),
    source: checked((name) => !name.includes(':')),
    mode: mountMode,
  }),
  /** The long notation of `--mount`. */
  v.strictObject({ kind: v.literal('spec'), spec: checked(reads(parseMount)) }),
]);
export type RunMount = v.InferOutput<typeof runMount>;

export const runOptions = v.strictObject({
  image: reference,
  command: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32_768))), v.maxLength(1000)),
  ports: v.pipe(v.array(publishedPort), v.maxLength(1000)),
  env: v.pipe(
    v.array(v.strictObject({ name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024)), value: v.string() })),
    v.maxLength(1000),
  ),
  /** Remove the container when it ends. */
  remove: v.boolean(),
  mounts: v.exactOptional(v.pipe(v.array(runMount), v.minLength(1), v.maxLength(200))),
  /** What is done with it: `attach` is `docker run` in front, `create` doesn't start it; absent: in the background. */
  mode: v.exactOptional(v.picklist(['attach', 'create'])),

  // The engine's own rule for names (moby, `names.RestrictedNamePattern`).
  name: text((name) => /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)),
  entrypoint: text(),
  user: text(),
  workdir: text((path) => path.startsWith('/')),
  hostname: text((name) => /^[\w.-]{1,253}$/.test(name)),
  network: text(),
  restart: text(reads(parseRestart)),
  memory: text(reads(parseBytes)),
  memorySwap: text(reads(parseSwap)),
  cpus: text(reads(parseCpus)),
  cpuShares: text(atLeast(0)),
  pidsLimit: text(atLeast(-1)),
  shmSize: text((size) => (parseBytes(size) ?? 0) > 0),
  platform: text((name) => /^[\w.-]+(?:\/[\w.-]+){0,2}$/.test(name)),
  pull: v.exactOptional(v.picklist(['always', 'missing', 'never'])),
  healthCmd: text(),
  healthInterval: text(reads(parseInterval)),
  healthTimeout: text(reads(parseInterval)),
  healthStartPeriod: text(reads(parseDuration)),
  healthRetries: text(atLeast(0)),
  logDriver: text((name) => /^[\w.:/-]+$/.test(name)),
  stopSignal: text((name) => /^[\w+-]+$/.test(name)),
  stopTimeout: text(atLeast(-1)),

  interactive: on,
  tty: on,
  publishAll: on,
  init: on,
  privileged: on,
  readOnly: on,
  noHealthcheck: on,

  networkAliases: list(),
  links: list((link) => /^[^:\s]+(?::[^:\s]+)?$/.test(link)),
  dns: list(isAddress),
  hosts: list(reads(parseHost)),
  // Each is one line of the form.
  labels: v.exactOptional(
    v.pipe(
      v.array(
        v.pipe(v.string(), v.regex(/^[^\n\r]*\S[^\n\r]*$/), v.maxLength(32_768), v.check(reads(parsePair))),
      ),
      v.minLength(1),
      v.maxLength(500),
    ),
  ),
  capAdd: list((name) => /^\w+$/.test(name)),
  capDrop: list((name) => /^\w+$/.test(name)),
  // A profile for seccomp would be a file that the program reads on the computer where it is typed.
  securityOptions: list((option) => !/^seccomp[=:](?!unconfined$|builtin$)/.test(option)),
  devices: list(reads(parseDevice)),
  ulimits: list(reads(parseUlimit)),
  sysctls: list(hasPair),
  logOptions: list(hasPair),
});
export type RunOptions = v.InferOutput<typeof runOptions>;
