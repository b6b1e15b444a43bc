/** The calls about listing folders. */
import { lstatSync, readdirSync } from 'node:fs';
import { systemCode } from '../../lib/system-error.ts';
import { nameOf, bytesOf } from './names.ts';
import {
  directoryType,
  entryBytes,
  filled,
  number64,
  openFlag,
  opened,
  Refusal,
  reply,
  replyRoom,
  writeEntry,
  writeListed,
  type Request,
} from './protocol.ts';
import type { OpenFolder } from './handles.ts';
import type { Serving } from './serving.ts';
import type { Found } from './share-files.ts';

export class FolderCalls {
  readonly #serving: Serving;

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  open({ unique, node }: Request): Buffer {
    const { files, handles } = this.#serving;
    const folder = files.tree.get(node);
    // Where changes are noticed the kernel may keep the listing until it is told otherwise.
    const flags = this.#serving.isWatched(folder) ? openFlag.cacheDir | openFlag.keepCache : 0;
    return reply(unique, 0, opened(handles.addFolder(folder), flags));
  }

  read({ unique, body }: Request, plus: boolean): Buffer {
    const { files, handles } = this.#serving;
    const open = handles.folder(number64(body, 0));
    const from = number64(body, 8);
    const { bytes, body: room } = replyRoom(unique, Math.min(body.readUInt32LE(16), 1 << 20));
    if (open.names === undefined || from === 0) open.names = this.#names(open);
    const names = open.names;
    let used = 0;
    for (let index = from; index < names.length; index += 1) {
      const name = names[index] ?? '';
      const found = index < 2 ? files.look(open.node) : this.#look(open, name);
      if (found === undefined) continue; // gone meanwhile, or hidden
      const at = used + (plus ? entryBytes : 0);
      const took = writeListed(room, at, {
        ino: found.attributes.ino,
        next: index + 1,
        name: bytesOf(name),
        type: directoryType(found.attributes.mode),
      });
      if (took === 0) break;
      if (plus) this.#give(room, used, open, found, index < 2);
      used = at + took;
    }
    return filled(bytes, used);
  }

  release({ unique, body }: Request): Buffer {
    this.#serving.handles.closeFolder(number64(body, 0));
    return reply(unique, 0);
  }

  #names({ node }: OpenFolder): readonly string[] {
    const path = this.#serving.files.wall.itself(node);
    return ['.', '..', ...readdirSync(path, { encoding: 'buffer' }).map(nameOf)];
  }

  #look({ node }: OpenFolder, name: string): Found | undefined {
    const { files } = this.#serving;
    try {
      return files.found(node, name, lstatSync(files.wall.within(node, name), { bigint: true }));
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /** The entry itself beside its name. `.` and `..` have none: the kernel doesn't count them as looked up. */
  #give(room: Buffer, at: number, open: OpenFolder, found: Found, dots: boolean): void {
    if (dots) {
      room.fill(0, at, at + entryBytes);
      return;
    }
    found.node.lookups += 1;
    this.#serving.noticed(found.node, found.changed);
    writeEntry(room, at, found.node.id, found.attributes, this.#serving.validity(open.node));
  }
}
