/**
 * Builds: the same few steps whatever the Dockerfile says, told as BuildKit and the classic builder tell them. A build with
 * the argument `FAKE=fail` fails in its last step, and one with `FAKE=slow` takes a minute there.
 */
import { MessageWriter } from '../../builds/protobuf.ts';
import { delay } from '../../lib/retry.ts';
import { hashOf, type Engine } from './engine.ts';
import { fields } from './fields.ts';
import { openStream, writeLine, type Call } from './http.ts';
import { addImage, imageLabels, normalReference } from './images.ts';

const stepMs = 150;
const slowMs = 60_000;

interface FakeStep {
  readonly name: string;
  readonly lines: readonly string[];
}

const steps: readonly FakeStep[] = [
  { name: 'FROM docker.io/library/alpine:3.22', lines: [] },
  { name: 'WORKDIR /app', lines: [] },
  { name: 'COPY . .', lines: [] },
  {
    name: 'RUN make',
    lines: ['cc -o app main.c', '\u001b[33mwarning:\u001b[0m unused variable "count"', 'done'],
  },
];

/** `POST /session`: a connection that stays open; the fake builder asks for nothing over it. */
export async function openSession(_engine: Engine, { upgraded, gone }: Call): Promise<void> {
  if (upgraded === undefined) return;
  upgraded.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
  upgraded.resume();
  await new Promise<void>((resolve) => {
    gone.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `POST /build` */
export async function buildImage(engine: Engine, call: Call): Promise<void> {
  for await (const _piece of call.body); // the folder's archive, where there is one
  openStream(call, 'application/json');
  const args = fields(JSON.parse(call.query.get('buildargs') ?? '{}'));
  const told = call.query.get('version') === '2' ? buildkit(call) : classic(call);
  const seed = [...call.query.getAll('t'), call.query.get('dockerfile') ?? ''].join(' ');
  const cached = call.query.get('nocache') === null && engine.images.has(hashOf('image', seed));
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    told.begin(index, step);
    await delay(last && args['FAKE'] === 'slow' ? slowMs : stepMs, call.gone);
    told.say(index, step);
    if (last && args['FAKE'] === 'fail') {
      const message = 'process "/bin/sh -c make" did not complete successfully: exit code: 2';
      told.end(index, step, message);
      writeLine(call, { errorDetail: { message }, error: message });
      call.response.end();
      return;
    }
    told.end(index, step, cached ? 'cached' : '');
  }
  const tags = call.query.getAll('t').map((tag) => normalReference(tag));
  const image = addImage(engine, { tags, created: engine.now(), size: 12_000_000, layers: 4, idFrom: seed });
  engine.events.emit('image', 'create', `sha256:${image.id}`, imageLabels(image));
  told.image(`sha256:${image.id}`);
  call.response.end();
}

interface Teller {
  readonly begin: (index: number, step: FakeStep) => void;
  readonly say: (index: number, step: FakeStep) => void;
  /** `cached`, or an error; empty for neither. */
  readonly end: (index: number, step: FakeStep, how: string) => void;
  readonly image: (id: string) => void;
}

function classic(call: Call): Teller {
  const write = (stream: string) => writeLine(call, { stream });
  return {
    begin: (index, { name }) => write(`Step ${index + 1}/${steps.length} : ${name}\n`),
    say: (_index, { lines }) => write(lines.map((line) => `${line}\n`).join('')),
    end: (index, _step, how) =>
      write(`${how === 'cached' ? ' ---> Using cache\n' : ''} ---> ${hashOf('step', index).slice(0, 12)}\n`),
    image: (id) => writeLine(call, { aux: { ID: id } }),
  };
}

function buildkit(call: Call): Teller {
  const started = new Map<number, Buffer>();
  const trace = (field: number, message: MessageWriter) => {
    const aux = new MessageWriter().message(field, message.finish()).finish().toString('base64');
    writeLine(call, { id: 'moby.buildkit.trace', aux });
  };
  const digest = (index: number) => `sha256:${hashOf('vertex', index)}`;
  const vertex = (index: number, { name }: FakeStep) =>
    new MessageWriter().bytes(1, digest(index)).bytes(3, `[${index + 1}/${steps.length}] ${name}`);
  return {
    begin(index, step) {
      started.set(index, timestamp());
      trace(1, vertex(index, step).message(5, started.get(index) ?? timestamp()));
    },
    say(index, { lines }) {
      for (const line of lines)
        trace(3, new MessageWriter().bytes(1, digest(index)).number(3, 1).bytes(4, `${line}\n`));
    },
    end(index, step, how) {
      const message = vertex(index, step).number(4, how === 'cached' ? 1 : 0);
      message.message(5, started.get(index) ?? timestamp()).message(6, timestamp());
      trace(1, how === 'cached' ? message : message.bytes(7, how));
    },
    image: (id) => writeLine(call, { id: 'moby.image.id', aux: { ID: id } }),
  };
}

function timestamp(): Buffer {
  const now = Date.now();
  return new MessageWriter()
    .number(1, Math.floor(now / 1000))
    .number(2, (now % 1000) * 1_000_000)
    .finish();
}
