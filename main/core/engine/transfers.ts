/** Images that come in: pulled from a registry, or sent by the window piece by piece. Progress is the engine's own. */
import type { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import type { TransferItem } from '../../contract/engine-model.ts';
import { AppError } from '../../contract/errors.ts';
import { refusalCode } from './answers.ts';
import { engineError } from './docker.ts';
import { readEvents } from './event-lines.ts';
import { asRecord, cleanText } from './untrusted.ts';
import type { Uploads } from './uploads.ts';

export type TransferEntries = 'image.pull' | 'image.load' | 'image.import' | 'upload.write' | 'upload.end';

type Entries = Exclude<TransferEntries, `upload.${string}`>;

/** What the engine is told of who pulls; see `registries/`. */
export type AuthFor = (reference: string) => Promise<object | undefined>;

export function transferHandlers(
  docker: Docker,
  uploads: Uploads,
  authFor: AuthFor,
): Pick<CoreHandlers, Entries> {
  async function* upload(
    signal: AbortSignal,
    begin: (body: PassThrough, signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  ): AsyncGenerator<TransferItem, void> {
    const { id, body, close } = uploads.begin();
    const over = new AbortController();
    try {
      yield { kind: 'opened', id };
      yield* progress(await asked(begin(body, AbortSignal.any([signal, over.signal]))));
    } finally {
      close();
      // An engine that answers before it has everything leaves a request that would wait for its end for ever.
      over.abort();
    }
  }
  return {
    'image.pull': async function* ({ reference, ...platform }, signal) {
      yield* pullImage(docker, { reference, auth: await authFor(reference), ...platform }, signal);
    },
    'image.load': (_input, signal) =>
      upload(signal, (body, abortSignal) => docker.loadImage(body, { abortSignal })),
    'image.import': ({ repository, tag }, signal) =>
      upload(signal, (body, abortSignal) => docker.importImage(body, { repo: repository, tag, abortSignal })),
  };
}

/** Pulls an image, or all of a repository, as somebody or as anybody. */
export async function* pullImage(
  docker: Docker,
  {
    reference,
    auth,
    all = false,
    ...platform
  }: {
    readonly reference: string;
    readonly auth: object | undefined;
    readonly platform?: string;
    /** Every tag of the repository, which the reference names without one. */
    readonly all?: boolean;
  },
  signal: AbortSignal,
): AsyncGenerator<TransferItem, void> {
  const options = { ...platform, abortSignal: signal, ...(auth === undefined ? {} : { authconfig: auth }) };
  // Where no tag is named the engine pulls all of them, and dockerode's `pull` names `latest`.
  const pulling = () =>
    all ? docker.createImage({ ...options, fromImage: reference }) : docker.pull(reference, options);
  yield* progress(await asked(pulling()));
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw engineError(error);
  }
}

/** Reads the lines of progress to their end. Throws what the engine reports as an error in one of them. */
export async function* progress(stream: NodeJS.ReadableStream): AsyncGenerator<TransferItem, void> {
  const waiting: TransferItem[] = [];
  let failure: AppError | undefined;
  let ended = false;
  let wake: () => void = () => {};
  const take = (item: TransferItem | AppError) => {
    if (item instanceof AppError) failure ??= item;
    else waiting.push(item);
    wake();
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an IncomingMessage, which its type doesn't say
  const lines = stream as unknown as AsyncIterable<Buffer> & { destroy(): void };
  let room: () => void = () => {};
  let left = false;
  // A slow reader slows the engine: what waits here is bounded by one piece of its answer.
  const paced = async function* () {
    for await (const chunk of lines) {
      yield chunk;
      // oxlint-disable-next-line no-unmodified-loop-condition -- whoever reads sets it meanwhile
      while (waiting.length > 0 && !left) {
        await new Promise<void>((resolve) => {
          room = resolve;
        });
      }
    }
  };
  const reading = readEvents(paced(), progressItem, take)
    .catch((error: unknown) => take(engineError(error)))
    .finally(() => {
      ended = true;
      wake();
    });
  try {
    // oxlint-disable-next-line no-unmodified-loop-condition -- the reading sets it meanwhile
    while (!ended || waiting.length > 0) {
      const item = waiting.shift();
      if (waiting.length === 0) room();
      if (item !== undefined) yield item;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    if (failure !== undefined) throw failure;
  } finally {
    left = true;
    room();
    lines.destroy();
    await reading;
  }
}

/** One line of progress; undefined if it tells nothing. */
export function progressItem(line: string): TransferItem | AppError | undefined {
  const record = asRecord(parse(line));
  const { id, status, stream, error } = record;
  if (typeof error === 'string') {
    const message = cleanText(error);
    return new AppError(refusalCode(message), { params: { message } });
  }
  if (typeof stream === 'string') return { kind: 'line', text: cleanText(stream) };
  if (typeof status !== 'string') return undefined;
  if (typeof id !== 'string') return { kind: 'line', text: cleanText(status) };
  const { current, total } = asRecord(record['progressDetail']);
  return {
    kind: 'part',
    id: cleanText(id).slice(0, 100),
    status: cleanText(status).slice(0, 100),
    ...(isCount(current) ? { done: current } : {}),
    ...(isCount(total) && total > 0 ? { total } : {}),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // garbage from the guest tells nothing
  }
}
