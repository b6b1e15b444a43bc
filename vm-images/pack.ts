/** Packs an image for download: each part as xz, which unpacks on every system without a program of the system's. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../main/contract/errors.ts';
import type { ImageManifest } from './image.ts';

export interface PackedPart {
  readonly name: string;
  readonly file: string;
  /** Bytes of the packed file. */
  readonly size: number;
}

/**
 * Packs the parts of the image in `dir` into `out`. `xz` is the start of a command line. Blocks of a fixed size and two
 * threads: the same bytes whatever the machine. Throws `setup.tool`, `setup.diskFull`.
 */
export async function packImage(
  dir: string,
  manifest: ImageManifest,
  out: string,
  xz: readonly string[],
  signal?: AbortSignal,
): Promise<PackedPart[]> {
  await mkdir(out, { recursive: true });
  const packed: PackedPart[] = [];
  for (const { name, file } of manifest.parts) {
    const target = join(out, `${file}.xz`);
    await filter([...xz, '-6', '-T2', '--block-size=16MiB', '-c'], join(dir, file), target, signal);
    packed.push({ name, file: `${file}.xz`, size: (await stat(target)).size });
  }
  return packed;
}

async function filter(
  argv: readonly string[],
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...(signal && { signal }) });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(0, 2000)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code] = await Promise.all([
    ended,
    pipeline(createReadStream(from), child.stdin),
    pipeline(child.stdout, createWriteStream(to)),
  ]);
  if (code !== 0)
    throw new AppError('setup.tool', {
      params: { tool: 'xz', reason: complaint.trim() || `exit code ${code}` },
    });
}
