/** Images from elsewhere: pull, import and load. Registry and layers are made up; the progress is as Docker writes it. */
import { delay } from '../../lib/retry.ts';
import { hashOf, numberOf, type Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { openStream, sendJson, writeLine, type Call } from './http.ts';
import {
  addImage,
  imageLabels,
  lookUp,
  moveTag,
  normalReference,
  repositoryOf,
  type ImageSpec,
} from './images.ts';
import { registryConfig } from './registry.ts';

const usualPullMs = 1500;
const slowPullMs = 60_000;
const tickMs = 100;

/**
 * `POST /images/create`: a pull, or with `fromSrc` an import. Images of the repository `missing/` aren't there, those of
 * `slow/` take a minute, and those of `broken/` fail half way.
 */
export async function createImage(engine: Engine, call: Call): Promise<void> {
  if (call.query.has('fromSrc')) return importImage(engine, call);
  const name = call.query.get('fromImage') ?? '';
  const tag = call.query.get('tag') ?? '';
  const joint = tag.startsWith('sha256:') ? '@' : ':';
  const reference = normalReference(tag === '' ? name : `${name}${joint}${tag}`);
  const repository = repositoryOf(reference);
  if (repository.startsWith('missing/')) {
    throw new Fault(
      404,
      `pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: ` +
        'requested access to the resource is denied',
    );
  }
  openStream(call, 'application/json');
  await pull(engine, call, reference);
  if (!call.gone.aborted) call.response.end();
}

async function pull(engine: Engine, call: Call, reference: string): Promise<void> {
  const repository = repositoryOf(reference);
  const digest = `sha256:${hashOf('digest', reference)}`;
  const whole = repository.includes('/') ? repository : `library/${repository}`;
  writeLine(call, { status: `Pulling from ${whole}`, id: reference.slice(repository.length + 1) });
  const present = lookUp(engine, reference)?.digests.size ?? 0;
  if (present === 0) {
    const slow = repository.startsWith('slow/');
    const done = await pullLayers(call, reference, slow ? slowPullMs : usualPullMs);
    if (!done) return;
    const image = addImage(engine, pulledImage(reference, engine.now()));
    engine.events.emit('image', 'pull', reference, { ...imageLabels(image), name: repository });
  }
  writeLine(call, { status: `Digest: ${digest}` });
  const outcome = present === 0 ? 'Downloaded newer image' : 'Image is up to date';
  writeLine(call, { status: `Status: ${outcome} for ${reference}` });
}

/** What the fake registry gives for a name. */
function pulledImage(reference: string, now: number): ImageSpec {
  return {
    tags: [reference],
    created: now - (1 + numberOf(30, 'age', reference)) * 86_400_000,
    size: 5_000_000 + numberOf(200_000_000, 'size', reference),
    pulled: true,
    ...registryConfig(reference),
  };
}

/** False when the pull failed. Rejects when the client has gone. */
async function pullLayers(call: Call, reference: string, ms: number): Promise<boolean> {
  const layers = [0, 1, 2].map((n) => ({
    id: hashOf('layer', reference, n).slice(0, 12),
    size: 1_000_000 + numberOf(40_000_000, 'layer size', reference, n),
    stage: '',
  }));
  for (const { id } of layers) writeLine(call, { status: 'Pulling fs layer', progressDetail: {}, id });
  const broken = reference.startsWith('broken/');
  const ticks = Math.round(ms / tickMs);
  for (let tick = 1; tick <= ticks; tick += 1) {
    await delay(tickMs, call.gone);
    if (broken && tick > ticks / 2) {
      const message = 'unexpected EOF';
      writeLine(call, { errorDetail: { message }, error: message });
      return false;
    }
    for (const [n, layer] of layers.entries()) {
      // Each layer arrives a little later than the one before; the last is there at the end.
      const part = Math.min(1, (tick / ticks) * (1.3 - n * 0.15));
      if (layer.stage === 'done') continue;
      if (part >= 1) finishLayer(call, layer);
      else if (part > 0.8) writeProgress(call, 'Extracting', layer, (part - 0.8) / 0.2);
      else writeProgress(call, 'Downloading', layer, part / 0.8);
      if (part >= 1) layer.stage = 'done';
      else if (part > 0.8) layer.stage = 'extracting';
    }
  }
  return true;
}

interface Layer {
  readonly id: string;
  readonly size: number;
  readonly stage: string;
}

function finishLayer(call: Call, { id }: Layer): void {
  writeLine(call, { status: 'Pull complete', progressDetail: {}, id });
}

function writeProgress(call: Call, status: string, { id, size, stage }: Layer, part: number): void {
  if (status === 'Extracting' && stage === '') {
    writeLine(call, { status: 'Verifying Checksum', progressDetail: {}, id });
    writeLine(call, { status: 'Download complete', progressDetail: {}, id });
  }
  const current = Math.floor(size * part);
  const bar = '='.repeat(Math.floor(part * 50));
  const megabytes = (bytes: number) => `${(bytes / 1e6).toPrecision(4)}MB`;
  const progress = `[${bar}>${' '.repeat(50 - bar.length)}]  ${megabytes(current)}/${megabytes(size)}`;
  writeLine(call, { status, progressDetail: { current, total: size }, progress, id });
}

/** Takes any bytes for a file system, as long as they come in the request. */
async function importImage(engine: Engine, call: Call): Promise<void> {
  if (call.query.get('fromSrc') !== '-')
    throw new Fault(400, 'the fake engine imports from the request only');
  const repository = call.query.get('repo') ?? '';
  const label = call.query.get('tag') ?? '';
  const tags =
    repository === '' ? [] : [normalReference(label === '' ? repository : `${repository}:${label}`)];
  const { size } = await readThrough(call);
  const idFrom = `import ${engine.next()}`;
  const image = addImage(engine, { tags, created: engine.now(), size, idFrom, layers: 1, config: {} });
  engine.events.emit('image', 'import', `sha256:${image.id}`, { name: `sha256:${image.id}` });
  openStream(call, 'application/json');
  writeLine(call, { status: `sha256:${image.id}` });
  call.response.end();
}

/** `POST /images/load`: any tar becomes `loaded:latest`; what is none ends in an error. */
export async function loadImage(engine: Engine, call: Call): Promise<void> {
  const { size, head } = await readThrough(call);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  if (size === 0) return sendJson(call, 500, { message: 'unexpected EOF' });
  openStream(call, 'application/json');
  if (!gzip && head.subarray(257, 262).toString('latin1') !== 'ustar') {
    const message = 'archive/tar: invalid tar header';
    writeLine(call, { errorDetail: { message }, error: message });
  } else {
    const idFrom = `load ${engine.next()}`;
    const image = addImage(engine, { tags: [], created: engine.now(), size, idFrom });
    moveTag(engine, image, 'loaded:latest');
    engine.events.emit('image', 'load', `sha256:${image.id}`, { name: 'loaded:latest' });
    writeLine(call, { stream: 'Loaded image: loaded:latest\n' });
  }
  call.response.end();
}

/** Reads to the end and keeps the first block of a tar. */
async function readThrough(call: Call): Promise<{ size: number; head: Buffer }> {
  let size = 0;
  let head = '';
  for await (const chunk of call.body) {
    if (head.length < 512) head += chunk.subarray(0, 512 - head.length).toString('latin1');
    size += chunk.length;
  }
  return { size, head: Buffer.from(head, 'latin1') };
}
