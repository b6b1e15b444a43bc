/** The calls about a file's content and attributes. */
import {
  chmodSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  ftruncateSync,
  openSync,
  closeSync,
  readSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { systemCode } from '../../lib/system-error.ts';
import { hostModeOf, specialMask } from './attributes.ts';
import { checkedName } from './names.ts';
import type { OpenFile } from './handles.ts';
import type { Node } from './node-tree.ts';
import {
  attributesReply,
  filled,
  linuxOpen,
  maxWrite,
  number64,
  openFlag,
  opened,
  Refusal,
  reply,
  replyRoom,
  setFlag,
  text,
  type Request,
} from './protocol.ts';
import type { Serving } from './serving.ts';
import type { Found } from './share-files.ts';
import { openPath, refuseLink } from './wall.ts';

const flushToDisk = promisify(fsync);

export class FileCalls {
  readonly #serving: Serving;

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  getAttributes({ unique, node: id }: Request): Buffer {
    const node = this.#serving.files.tree.get(id);
    const found = this.#look(node);
    this.#serving.noticed(node, found.changed);
    return this.#attributes(unique, found);
  }

  setAttributes(request: Request): Buffer {
    const { files } = this.#serving;
    const { unique, node: id, body } = request;
    const valid = body.readUInt32LE(0);
    this.#serving.mustWrite();
    const node = files.tree.get(id);
    const open = (valid & setFlag.handle) === 0 ? undefined : this.#serving.handles.file(number64(body, 8));
    if ((valid & setFlag.size) !== 0) this.#truncate(node, number64(body, 16), open);
    const owner = {
      ...((valid & setFlag.uid) === 0 ? {} : { uid: body.readUInt32LE(76) }),
      ...((valid & setFlag.gid) === 0 ? {} : { gid: body.readUInt32LE(80) }),
    };
    if (Object.keys(owner).length > 0) files.remember(node, owner, this.#nameless(node));
    if ((valid & setFlag.mode) !== 0) this.#chmod(node, body.readUInt32LE(68));
    if ((valid & (setFlag.atime | setFlag.mtime)) !== 0) this.#setTimes(node, valid, body);
    this.#serving.touchedNode(node);
    return this.#attributes(unique, this.#look(node));
  }

  open({ unique, node: id, body }: Request): Buffer {
    const { files, handles } = this.#serving;
    const node = files.tree.get(id);
    const flags = body.readUInt32LE(0);
    const open = this.#openNode(node, flags);
    const stat = fstatSync(open.descriptor, { bigint: true });
    if (stat.ino !== node.identity.ino || stat.dev !== node.identity.dev) {
      closeSync(open.descriptor);
      throw new Refusal('ESTALE');
    }
    const { changed } = files.look(node, open.descriptor);
    this.#serving.noticed(node, changed);
    if ((flags & linuxOpen.truncate) !== 0) this.#wrote(node, open.descriptor);
    const keep = !node.stale;
    node.stale = false;
    const handle = handles.addFile({ node, ...open });
    return reply(unique, 0, opened(handle, keep ? openFlag.keepCache : 0));
  }

  create({ unique, node: id, uid, gid, body }: Request): Buffer {
    const { files, handles } = this.#serving;
    this.#serving.mustWrite();
    const parent = files.tree.get(id);
    const flags = body.readUInt32LE(0);
    const mode = body.readUInt32LE(4);
    const name = checkedName(text(body, 16), this.#serving.platform);
    const path = files.wall.within(parent, name);
    const open = this.#open(path, flags | linuxOpen.create, hostModeOf(mode, files.ownership));
    const found = files.found(parent, name, fstatSync(open.descriptor, { bigint: true }));
    const { attributes, node } = found;
    const differs = files.ownership.modesCount && (attributes.mode & 0o777) !== (mode & 0o777);
    if (differs && attributes.size === 0n) fchmodSync(open.descriptor, mode & 0o777);
    const special = mode & specialMask;
    if (attributes.uid !== uid || attributes.gid !== gid || special !== 0)
      files.remember(node, { uid, gid, ...(special === 0 ? {} : { special }) }, open.descriptor);
    node.stale = false;
    const handle = handles.addFile({ node, ...open });
    this.#serving.touched(parent, name);
    const entry = this.#serving.given(parent, files.look(node, open.descriptor));
    return reply(unique, 0, Buffer.concat([entry, opened(handle, openFlag.keepCache)]));
  }

  read({ unique, body }: Request): Buffer {
    const { descriptor } = this.#serving.handles.file(number64(body, 0));
    const { bytes, body: room } = replyRoom(unique, Math.min(body.readUInt32LE(16), maxWrite));
    const offset = number64(body, 8);
    let used = 0;
    while (used < room.length) {
      const got = readSync(descriptor, room, used, room.length - used, offset + used);
      if (got === 0) break;
      used += got;
    }
    return filled(bytes, used);
  }

  write({ unique, body }: Request): Buffer {
    const { node, descriptor, writable } = this.#serving.handles.file(number64(body, 0));
    if (!writable) throw new Refusal('EBADF');
    const offset = number64(body, 8);
    const data = body.subarray(40, 40 + body.readUInt32LE(16));
    let done = 0;
    try {
      while (done < data.length) done += writeSync(descriptor, data, done, data.length - done, offset + done);
    } catch (error) {
      // What was written before the disk was full counts, as with write(2).
      if (done === 0) throw error;
    }
    this.#wrote(node, descriptor);
    const answer = Buffer.alloc(8);
    answer.writeUInt32LE(done, 0);
    return reply(unique, 0, answer);
  }

  release({ unique, body }: Request): Buffer {
    const { files, handles } = this.#serving;
    const node = handles.closeFile(number64(body, 0));
    // One that was kept only because it was open.
    if (node !== undefined) files.tree.forget(node.id, 0);
    return reply(unique, 0);
  }

  /** Answers when the host's disk has it. */
  async flush({ unique, body }: Request): Promise<Buffer> {
    const { descriptor, writable } = this.#serving.handles.file(number64(body, 0));
    // Windows flushes only for those who may write; who may not has left nothing to flush.
    if (writable || this.#serving.platform !== 'win32') await flushToDisk(descriptor);
    return reply(unique, 0);
  }

  /** Makes a file longer; the other modes of fallocate(2), which punch holes or keep the size, have no call here. */
  allocate({ unique, body }: Request): Buffer {
    const { node, descriptor, writable } = this.#serving.handles.file(number64(body, 0));
    const mode = body.readUInt32LE(24);
    if (mode !== 0) throw new Refusal('EOPNOTSUPP');
    if (!writable) throw new Refusal('EBADF');
    const end = number64(body, 8) + number64(body, 16);
    if (fstatSync(descriptor).size < end) ftruncateSync(descriptor, end);
    this.#wrote(node, descriptor);
    return reply(unique, 0);
  }

  /** Copies from one open file to another on the host: the bytes needn't travel. A part at a time, so that others come in between. */
  copyRange({ unique, body }: Request): Buffer {
    const { handles } = this.#serving;
    const from = handles.file(number64(body, 0));
    const to = handles.file(number64(body, 24));
    if (!to.writable) throw new Refusal('EBADF');
    const [start, target] = [number64(body, 8), number64(body, 32)];
    const room = Buffer.allocUnsafe(Math.min(number64(body, 40), maxWrite));
    const got = readSync(from.descriptor, room, 0, room.length, start);
    let done = 0;
    while (done < got) done += writeSync(to.descriptor, room, done, got - done, target + done);
    this.#wrote(to.node, to.descriptor);
    const answer = Buffer.alloc(8);
    answer.writeUInt32LE(done, 0);
    return reply(unique, 0, answer);
  }

  fileSystem({ unique, node: id }: Request): Buffer {
    const { files } = this.#serving;
    const {
      blocks,
      bfree,
      bavail,
      bsize,
      files: inodes,
      ffree,
    } = statfsSync(files.wall.itself(files.tree.get(id)), { bigint: true });
    const body = Buffer.alloc(80);
    for (const [index, value] of [blocks, bfree, bavail, inodes, ffree].entries())
      body.writeBigUInt64LE(value, index * 8);
    body.writeUInt32LE(Number(bsize), 40);
    body.writeUInt32LE(255, 44);
    body.writeUInt32LE(Number(bsize), 48);
    return reply(unique, 0, body);
  }

  #wrote(node: Node, descriptor: number): void {
    this.#serving.files.wrote(node, descriptor);
    this.#serving.touchedNode(node);
  }

  /** A file that has no name any more can be opened again by one that is open, where the system has a way to that. */
  #openNode(node: Node, flags: number): Omit<OpenFile, 'node'> {
    const nameless = this.#nameless(node);
    if (nameless === undefined || this.#serving.platform !== 'linux')
      return this.#open(this.#serving.files.wall.itself(node), flags, 0);
    const [host = constants.O_RDWR] = hostAccess(flags);
    const writable = (flags & linuxOpen.access) !== 0;
    if (writable) this.#serving.mustWrite();
    return { descriptor: openSync(`/proc/self/fd/${nameless}`, host), writable };
  }

  /** Opens a file of the host with the guest's flags: those that mean the same on every system, and no link is followed. */
  #open(path: Buffer, flags: number, mode: number): Omit<OpenFile, 'node'> {
    const access = flags & linuxOpen.access;
    const writable = access !== 0 || (flags & linuxOpen.truncate) !== 0;
    if (writable) this.#serving.mustWrite();
    const [host = constants.O_RDWR] = hostAccess(flags);
    const windows = this.#serving.platform === 'win32';
    if (windows) refuseLink(path);
    const wanted =
      host |
      (windows ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK) |
      ((flags & linuxOpen.create) === 0 ? 0 : constants.O_CREAT) |
      ((flags & linuxOpen.exclusive) === 0 ? 0 : constants.O_EXCL) |
      ((flags & linuxOpen.truncate) === 0 ? 0 : constants.O_TRUNC) |
      // Who may only append on Windows can't truncate; the guest tells with each write where it goes.
      ((flags & linuxOpen.append) === 0 || windows ? 0 : constants.O_APPEND);
    return { descriptor: this.#openAsOwner(path, wanted, mode), writable };
  }

  /**
   * A container's root may open what its mode doesn't allow; on the host we may not, but the file is this user's, who may
   * change the mode for a moment.
   */
  #openAsOwner(path: Buffer, flags: number, mode: number): number {
    try {
      return openSync(path, flags, mode);
    } catch (error) {
      if (systemCode(error) !== 'EACCES') throw error;
      return this.#openAgainstMode(path, flags, mode) ?? fail(error);
    }
  }

  #openAgainstMode(path: Buffer, flags: number, mode: number): number | undefined {
    if (this.#serving.platform !== 'linux') return undefined;
    const place = openSync(path, openPath | constants.O_NOFOLLOW);
    try {
      const stat = fstatSync(place);
      if (!stat.isFile() || stat.uid !== process.getuid?.()) return undefined;
      const magic = `/proc/self/fd/${place}`;
      chmodSync(magic, stat.mode | 0o600);
      try {
        return openSync(magic, flags & ~(constants.O_NOFOLLOW | constants.O_EXCL | constants.O_CREAT), mode);
      } finally {
        chmodSync(magic, stat.mode);
      }
    } finally {
      closeSync(place);
    }
  }

  #truncate(node: Node, size: number, open: OpenFile | undefined): void {
    const { files } = this.#serving;
    if (open?.writable === true) {
      ftruncateSync(open.descriptor, size);
      this.#wrote(node, open.descriptor);
      return;
    }
    const { descriptor } = this.#open(files.wall.itself(node), 1, 0);
    try {
      ftruncateSync(descriptor, size);
      this.#wrote(node, descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  #chmod(node: Node, mode: number): void {
    const nameless = this.#nameless(node);
    const { files } = this.#serving;
    if (nameless === undefined) files.chmod(node, mode);
    else if (files.ownership.modesCount) fchmodSync(nameless, mode & 0o777);
  }

  #setTimes(node: Node, valid: number, body: Buffer): void {
    // A file without a name keeps its times: there is nobody left to show them to.
    if (this.#nameless(node) !== undefined) return;
    const { attributes } = this.#look(node);
    const now = Date.now() / 1000;
    const time = (flag: number, nowFlag: number, at: number, nsAt: number, present: bigint): number => {
      if ((valid & nowFlag) !== 0) return now;
      if ((valid & flag) === 0) return Number(present) / 1e9;
      return Number(body.readBigInt64LE(at)) + body.readUInt32LE(nsAt) / 1e9;
    };
    const atime = time(setFlag.atime, setFlag.atimeNow, 32, 56, attributes.atimeNs);
    const mtime = time(setFlag.mtime, setFlag.mtimeNow, 40, 60, attributes.mtimeNs);
    this.#serving.files.setTimes(node, atime, mtime);
    const { attributes: after } = this.#look(node);
    node.version = { size: after.size, mtimeNs: after.mtimeNs };
  }

  #look(node: Node): Found {
    return this.#serving.files.look(node, this.#nameless(node));
  }

  /** A descriptor of a file that is open and has no name any more. */
  #nameless(node: Node): number | undefined {
    if (node.places.length > 0 || node.id === 1) return undefined;
    return this.#serving.handles.anyOf(node)?.descriptor;
  }

  #attributes(unique: bigint, { node, attributes }: Found): Buffer {
    return reply(unique, 0, attributesReply(attributes, this.#serving.attributeSeconds(node)));
  }
}

/** How it is to be opened, in the host's numbers. */
function hostAccess(flags: number): number[] {
  const access = [constants.O_RDONLY, constants.O_WRONLY, constants.O_RDWR];
  return access.slice(flags & linuxOpen.access, (flags & linuxOpen.access) + 1);
}

function fail(error: unknown): never {
  throw error;
}
