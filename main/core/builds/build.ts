/**
 * Builds an image from a folder of this computer, through the engine's own API (`POST /build`) and without any other
 * program. BuildKit fetches the files by a session; the classic builder gets an archive of all of them.
 */
import type Docker from 'dockerode';
import type { BuildItem, BuildRecord, BuildWish } from '../../contract/build-model.ts';
import { parseDockerfile } from '../../contract/dockerfile/parse.ts';
import { imagesOf, stagesOf } from '../../contract/dockerfile/stages.ts';
import { AppError, isCancel } from '../../contract/errors.ts';
import { parseReference } from '../../contract/image-reference.ts';
import { refusalCode } from '../engine/answers.ts';
import { engineError } from '../engine/docker.ts';
import { cleanText } from '../engine/untrusted.ts';
import type { Log } from '../lib/log.ts';
import type { RegistryAuth } from '../registries/service.ts';
import { answerValues } from './answer-lines.ts';
import { BuildkitSteps } from './buildkit-steps.ts';
import { ClassicSteps } from './classic-steps.ts';
import { dockerfilePath, mustBeFolder, readText } from './dockerfile-file.ts';
import type { BuildHistory } from './history.ts';
import { Outbox } from './outbox.ts';
import { askBuildkit, askClassic, type Answer } from './request.ts';
import { Steps } from './steps.ts';

export interface BuildTools {
  readonly docker: Docker;
  readonly history: BuildHistory;
  readonly log: Log;
  readonly authFor: (reference: string) => Promise<RegistryAuth | undefined>;
}

/** Milliseconds between two words about how much was sent. */
const sentMs = 100;

/** Throws `build.*`, what the engine refuses, and `cancelled`; the history is told of all but what was wrong from the start. */
export async function* runBuild(
  tools: BuildTools,
  { id, wish }: { readonly id: string; readonly wish: BuildWish },
  signal: AbortSignal,
): AsyncGenerator<BuildItem, void> {
  await mustBeFolder(wish.folder);
  const path = dockerfilePath(wish);
  const text = await readText(path);
  if (text === undefined) throw new AppError('build.noDockerfile', { params: { path } });
  const startedAt = Date.now();
  const steps = new Steps();
  const over = new AbortController();
  const outbox = new Outbox<BuildItem>();
  const working = work(tools, wish, { id, text, steps, outbox }, AbortSignal.any([signal, over.signal]));
  let failure: AppError | undefined = new AppError('cancelled');
  try {
    yield* outbox.read();
    failure = undefined;
  } catch (error) {
    failure = engineError(error);
    throw failure;
  } finally {
    over.abort();
    outbox.end();
    await working;
    const record = { id, wish, startedAt, durationMs: Date.now() - startedAt, ...outcomeOf(steps, failure) };
    // The build is what it is, whether or not it can be written down.
    await tools.history.add(record).catch((error: unknown) => tools.log.failure('builds', error));
  }
}

function outcomeOf(
  steps: Steps,
  failure: AppError | undefined,
): Pick<BuildRecord, 'outcome' | 'steps' | 'cached' | 'warnings' | 'imageId' | 'failure'> {
  const summary = steps.summary();
  const { imageId } = steps;
  if (failure === undefined)
    return { ...summary, outcome: 'done', ...(imageId === undefined ? {} : { imageId }) };
  if (isCancel(failure)) return { ...summary, outcome: 'cancelled' };
  const message = failure.params['message'] ?? failure.message;
  return { ...summary, outcome: 'failed', failure: steps.failure(cleanText(String(message))) };
}

interface Work {
  readonly id: string;
  readonly text: string;
  readonly steps: Steps;
  readonly outbox: Outbox<BuildItem>;
}

/** Never throws: the outbox gets what goes wrong. */
async function work(tools: BuildTools, wish: BuildWish, job: Work, signal: AbortSignal): Promise<void> {
  const { id, text, steps, outbox } = job;
  const file = parseDockerfile(text);
  const reader =
    wish.builder === 'buildkit' ? new BuildkitSteps(steps, stagesOf(file)) : new ClassicSteps(steps, file);
  const broken = new AbortController();
  let own: unknown;
  const sent = tellSent(outbox);
  let answer: Answer | undefined;
  let failure: unknown;
  try {
    const ask = wish.builder === 'buildkit' ? askBuildkit : askClassic;
    answer = await ask({
      docker: tools.docker,
      wish,
      dockerfile: dockerfilePath(wish),
      authFor: knownOnly(tools.authFor, hostsOf(imagesOf(file, wish.args))),
      hosts: hostsOf(imagesOf(file, wish.args)),
      buildId: id,
      onSent: sent.add,
      onError: (error) => {
        own ??= error;
        broken.abort();
      },
      signal: AbortSignal.any([signal, broken.signal]),
    });
    for await (const value of answerValues(answer.stream)) {
      for (const item of reader.take(value)) outbox.put(item);
      if (typeof value['error'] === 'string') failure ??= refusal(cleanText(value['error']));
      await outbox.room();
    }
  } catch (error) {
    failure ??= error;
  } finally {
    answer?.close();
    sent.end();
  }
  if (signal.aborted) failure = new AppError('cancelled');
  // What went wrong here is the cause of whatever the engine says then.
  else if (own instanceof AppError) failure = own;
  if (failure === undefined && steps.imageId === undefined) failure = incomplete();
  const how = failure === undefined ? 'done' : isCancel(failure) ? 'cancelled' : 'failed';
  for (const item of reader.end(how)) outbox.put(item);
  if (failure === undefined) outbox.put({ kind: 'done', imageId: steps.imageId ?? '' });
  outbox.end(failure);
}

/** The answer ended with neither an image nor an error: the engine was stopped, or the connection broke. */
function incomplete(): AppError {
  return new AppError('engine.unreachable', { params: { reason: 'its answer was cut off' } });
}

/** Registries that say no keep their own words and hints; all else is the build's. */
function refusal(message: string): AppError {
  const code = refusalCode(message);
  const ofRegistry =
    code === 'registry.denied' || code === 'registry.unreachable' || code === 'image.notFound';
  const said = /process ".*did not complete|returned a non-zero code/.test(message);
  return new AppError(ofRegistry && !said ? code : 'build.failed', { params: { message } });
}

function hostsOf(images: readonly string[]): ReadonlySet<string> {
  return new Set(images.flatMap((one) => parseReference(one)?.domain ?? []));
}

/** The guest could ask for any registry's: it only gets what the Dockerfile makes it fetch from. */
function knownOnly(authFor: AuthForReference, hosts: ReadonlySet<string>): AuthForReference {
  return async (host) => (hosts.has(host) ? authFor(`${host}/any`) : undefined);
}

type AuthForReference = (reference: string) => Promise<RegistryAuth | undefined>;

/** Adds up what was sent, and tells it now and then. */
function tellSent(outbox: Outbox<BuildItem>) {
  let [files, bytes] = [0, 0];
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    timer = undefined;
    outbox.put({ kind: 'context', files, bytes });
  };
  return {
    add: (moreFiles: number, moreBytes: number) => {
      files += moreFiles;
      bytes += moreBytes;
      timer ??= setTimeout(tell, sentMs);
    },
    end: () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      tell();
    },
  };
}
