/** Archives of folders in containers. There are no files here: what is packed is an empty folder, what comes is read through. */
import { fakeStat } from '../fake-files.ts';
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { openStream, sendNothing, type Call } from './http.ts';
import { findContainer } from './lookup.ts';
import { hasProgram } from './process.ts';

/** `GET /containers/{id}/archive` */
export function packFolder(engine: Engine, call: Call, name: string): void {
  findContainer(engine, name);
  openStream(call, 'application/x-tar');
  call.response.end(Buffer.concat([emptyFolder(), Buffer.alloc(1024)]));
}

/** `HEAD /containers/{id}/archive`: what is to be packed, in a header; programs are known, and a few files. */
export function statPath(engine: Engine, call: Call, name: string): void {
  const { userland } = findContainer(engine, name);
  const path = call.query.get('path') ?? '/';
  // A volume's stand-in has it below a folder of its own.
  const found = hasProgram(path, userland)
    ? { size: 1, mode: 0o755 }
    : fakeStat(path.replace(/^\/volume(?=\/)/, ''));
  if (found === undefined) throw new Fault(404, `Could not find the file ${path.slice(0, 300)}`);
  const stat = {
    ...{ name: path.slice(path.lastIndexOf('/') + 1), ...found },
    ...{ mtime: new Date(0).toISOString(), linkTarget: '' },
  };
  call.response.setHeader(
    'X-Docker-Container-Path-Stat',
    Buffer.from(JSON.stringify(stat)).toString('base64'),
  );
  sendNothing(call, 200);
}

/** `PUT /containers/{id}/archive`; what doesn't begin like a tar is refused. */
export async function unpackFolder(engine: Engine, call: Call, name: string): Promise<void> {
  findContainer(engine, name);
  let head = '';
  for await (const chunk of call.body) {
    if (head.length < 512) head += chunk.subarray(0, 512 - head.length).toString('latin1');
  }
  if (head.slice(257, 262) !== 'ustar') throw new Fault(500, 'archive/tar: invalid tar header');
  sendNothing(call, 200);
}

/** The header of `./`, root's, mode 0755 (POSIX.1-2001, ustar). */
function emptyFolder(): Buffer {
  const header = Buffer.alloc(512);
  header.write('./', 0);
  header.write('0000755\x000000000\x000000000\x0000000000000\x0007346545000\0', 100);
  header.write('        5', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
