/** Reading what containers write: `logs` from the past on, `attach` from now on. */
import { stamp, type Engine } from './engine.ts';
import { seconds } from './events.ts';
import { Fault } from './fault.ts';
import { isOn } from './fields.ts';
import { openStream, readJson, type Call } from './http.ts';
import { isUp, whenEnded } from './life.ts';
import { maxLines, type LogLine } from './log.ts';
import { findContainer } from './lookup.ts';
import type { Container } from './model.ts';
import { framed, streamType, takeOver } from './streams.ts';

/** A reader that leaves that many bytes is cut off. */
const maxUnread = 16 * 1024 * 1024;

/** `GET /containers/{id}/logs` */
export function containerLogs(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const { query, response } = call;
  const out = isOn(query.get('stdout'));
  const err = isOn(query.get('stderr'));
  if (!out && !err) throw new Fault(400, 'Bad parameters: you must choose at least one stream');
  const wanted = ({ stream }: LogLine) => (stream === 1 ? out : err);
  const write = ({ at, stream, text }: LogLine) => {
    const line = isOn(query.get('timestamps')) ? `${stamp(at)} ${text}` : text;
    response.write(framed(stream, line, container.tty));
    if (response.writableLength > maxUnread) response.destroy();
  };
  openStream(call, streamType(container.tty));
  for (const line of pastLines(call, container, wanted)) write(line);
  if (!isOn(query.get('follow')) || !isUp(container)) {
    response.end();
    return;
  }
  container.log.follow((line) => wanted(line) && write(line), call.gone);
  whenEnded(engine, container, call.gone, () => response.end());
}

function pastLines(call: Call, { log }: Container, wanted: (line: LogLine) => boolean): LogLine[] {
  const since = seconds(call.query.get('since')) ?? 0;
  const until = seconds(call.query.get('until')) ?? Infinity;
  const tail = call.query.get('tail') ?? 'all';
  const last = /^\d{1,9}$/.test(tail) ? Number(tail) : maxLines;
  const lines = log.lines.filter((line) => wanted(line) && line.at >= since && line.at <= until);
  return last === 0 ? [] : lines.slice(-last);
}

/** `POST /containers/{id}/attach?stream&logs&stdin&stdout&stderr` */
export async function attachToContainer(engine: Engine, call: Call, name: string): Promise<void> {
  const container = findContainer(engine, name);
  const { query } = call;
  if (container.state === 'paused') {
    throw new Fault(409, `container ${container.id} is paused, unpause the container before attach`);
  }
  // dockerode sends the options there once more.
  await readJson(call);
  const stdin = isOn(query.get('stdin')) && container.config['OpenStdin'] === true;
  const wanted = ({ stream }: Pick<LogLine, 'stream'>) => isOn(query.get(stream === 1 ? 'stdout' : 'stderr'));
  const connection = takeOver(call, container.tty, {
    input: (data) => void (stdin && container.process?.input(data)),
    end: () => {
      if (stdin && container.config['StdinOnce'] === true) container.process?.endInput();
    },
  });
  if (isOn(query.get('logs'))) {
    for (const line of pastLines(call, container, wanted)) connection.write(line.stream, line.text);
  }
  if (!isOn(query.get('stream'))) return connection.end();
  container.log.listen((stream, data) => {
    if (wanted({ stream })) connection.write(stream, data);
  }, call.gone);
  // One that hasn't begun: `docker run` attaches before it starts.
  const heard = new AbortController();
  call.gone.addEventListener('abort', () => heard.abort(), { once: true });
  engine.events.listen(({ id, action }) => {
    if (id !== container.id || (action !== 'die' && action !== 'destroy')) return;
    heard.abort();
    connection.end();
  }, heard.signal);
}
