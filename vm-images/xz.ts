/** Unpacks xz, which Node doesn't know, in memory. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import xz from 'xz-decompress';

/** The unpacked bytes. Throws if they are damaged. Call it for one archive at a time: the decoder's memory is shared. */
export async function unpackXz(packed: Buffer): Promise<Buffer> {
  const stream = new xz.XzReadableStream(Readable.toWeb(Readable.from([packed])));
  return buffer(stream);
}
