/**
 * What BuildKit tells of a build: `StatusResponse` of moby/buildkit's `api/services/control/control.proto`, which the engine
 * hands on as `{"id":"moby.buildkit.trace","aux":BASE64}`. The guest writes it: numbers and lengths are bounded.
 */
import { readFields, type WireValue } from './protobuf.ts';

export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  /** Milliseconds since 1970. */
  readonly started?: number;
  readonly completed?: number;
  readonly error: string;
}

export interface VertexPart {
  readonly vertex: string;
  readonly id: string;
  readonly current: number;
  readonly total: number;
}

export interface VertexLog {
  readonly vertex: string;
  /** 2 is the standard error. */
  readonly stream: number;
  readonly data: Buffer;
}

export interface VertexWarning {
  readonly text: string;
  readonly url: string;
  readonly line?: number;
}

export interface BuildStatus {
  readonly vertexes: readonly Vertex[];
  readonly parts: readonly VertexPart[];
  readonly logs: readonly VertexLog[];
  readonly warnings: readonly VertexWarning[];
}

/** Throws `RangeError` for what is no such message. */
export function readStatus(message: Buffer): BuildStatus {
  const vertexes: Vertex[] = [];
  const parts: VertexPart[] = [];
  const logs: VertexLog[] = [];
  const warnings: VertexWarning[] = [];
  for (const [field, value] of readFields(message)) {
    if (typeof value === 'number') continue;
    if (field === 1) vertexes.push(readVertex(value));
    else if (field === 2) parts.push(readPart(value));
    else if (field === 3) logs.push(readLog(value));
    else if (field === 4) warnings.push(readWarning(value));
  }
  return { vertexes, parts, logs, warnings };
}

function readVertex(message: Buffer): Vertex {
  const fields = new Map<number, WireValue>(readFields(message));
  const started = timeOf(fields.get(5));
  const completed = timeOf(fields.get(6));
  return {
    digest: textOf(fields.get(1)),
    name: textOf(fields.get(3)),
    cached: fields.get(4) === 1,
    ...(started === undefined ? {} : { started }),
    ...(completed === undefined ? {} : { completed }),
    error: textOf(fields.get(7)),
  };
}

function readPart(message: Buffer): VertexPart {
  const fields = new Map<number, WireValue>(readFields(message));
  return {
    vertex: textOf(fields.get(2)),
    id: textOf(fields.get(1)),
    current: countOf(fields.get(4)),
    total: countOf(fields.get(5)),
  };
}

function readLog(message: Buffer): VertexLog {
  const fields = new Map<number, WireValue>(readFields(message));
  const data = fields.get(4);
  return {
    vertex: textOf(fields.get(1)),
    stream: countOf(fields.get(3)),
    data: Buffer.isBuffer(data) ? data : Buffer.alloc(0),
  };
}

function readWarning(message: Buffer): VertexWarning {
  const fields = new Map<number, WireValue>(readFields(message));
  const line = lineOf(fields.get(7));
  return {
    text: textOf(fields.get(3)),
    url: textOf(fields.get(5)),
    ...(line === undefined ? {} : { line }),
  };
}

/** `Range{ Position start = 1 }`, `Position{ int32 line = 1 }` */
function lineOf(range: WireValue | undefined): number | undefined {
  const start = inside(range, 1);
  const line = inside(start, 1);
  return typeof line === 'number' && line > 0 ? line : undefined;
}

/** `google.protobuf.Timestamp{ int64 seconds = 1; int32 nanos = 2 }` */
function timeOf(value: WireValue | undefined): number | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  const [seconds, nanos] = [inside(value, 1), inside(value, 2)];
  const time = countOf(seconds) * 1000 + Math.min(countOf(nanos), 999_999_999) / 1e6;
  return time > 0 && time < 8.64e15 ? time : undefined;
}

function inside(message: WireValue | undefined, field: number): WireValue | undefined {
  return Buffer.isBuffer(message) ? new Map<number, WireValue>(readFields(message)).get(field) : undefined;
}

function textOf(value: WireValue | undefined): string {
  return Buffer.isBuffer(value) ? value.toString() : '';
}

function countOf(value: WireValue | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
