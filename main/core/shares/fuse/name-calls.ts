/** The calls about names: looking up, making, linking, moving, removing. */
import {
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { systemCode } from '../../lib/system-error.ts';
import { hostModeOf, kind, kindMask, specialMask } from './attributes.ts';
import { guestTarget } from './link-target.ts';
import { checkedName, NoHostName } from './names.ts';
import type { Node } from './node-tree.ts';
import { absence, number64, Refusal, reply, text, type Request } from './protocol.ts';
import type { Serving } from './serving.ts';

/** `RENAME_NOREPLACE` of renameat2(2); the others can't be done in one step by the calls that there are. */
const noReplace = 1;

export class NameCalls {
  readonly #serving: Serving;

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  lookup({ unique, node, body }: Request): Buffer {
    const { files } = this.#serving;
    const parent = files.tree.get(node);
    try {
      const name = this.#name(body, 0);
      return reply(unique, 0, this.#serving.given(parent, files.find(parent, name)));
    } catch (error) {
      if (!tellsAbsence(error)) throw error;
      return reply(unique, 0, absence(this.#serving.validity(parent).entry));
    }
  }

  readLink({ unique, node }: Request): Buffer {
    const { files, platform } = this.#serving;
    const link = files.tree.get(node);
    const path = files.wall.itself(link);
    if (platform !== 'win32') return reply(unique, 0, readlinkSync(path, { encoding: 'buffer' }));
    const { attributes } = files.look(link);
    if (files.remembered(link)?.kind !== kind.link)
      return reply(unique, 0, guestTarget(readlinkSync(path, { encoding: 'buffer' })));
    // Somebody may have written more into it than any target has.
    if (attributes.size > longestTarget) throw new Refusal('EINVAL');
    return reply(unique, 0, readFileSync(path));
  }

  /**
   * Windows lets few users make links and changes what they lead to, so there a link is a file with the target as its
   * content, as git has them there, and that it is a link is remembered.
   */
  symlink(request: Request): Buffer {
    const name = this.#name(request.body, 0);
    const target = text(request.body, Buffer.byteLength(name, 'latin1') + 1);
    if (this.#serving.platform !== 'win32')
      return this.#make(request, name, (path) => symlinkSync(target, path));
    const make = (path: Buffer) => writeFileSync(path, target, { flag: 'wx' });
    return this.#make(request, name, make, undefined, kind.link);
  }

  makeFolder(request: Request): Buffer {
    const mode = request.body.readUInt32LE(0);
    const name = this.#name(request.body, 8);
    return this.#make(request, name, (path) => mkdirSync(path, { mode: mode & 0o777 }), mode);
  }

  /** Sockets, pipes and devices are empty files on the host, and what they are is remembered. */
  makeNode(request: Request): Buffer {
    const mode = request.body.readUInt32LE(0);
    const name = this.#name(request.body, 16);
    const wanted = mode & kindMask;
    // A device would be one of the host's numbers; containers have their own /dev.
    if (wanted === 0o020000 || wanted === 0o060000) throw new Refusal('EPERM');
    const hostMode = hostModeOf(mode, this.#serving.files.ownership);
    const make = (path: Buffer) => closeSync(openSync(path, newFile, hostMode));
    return this.#make(request, name, make, mode, wanted === kind.file || wanted === 0 ? undefined : wanted);
  }

  link({ unique, node, body }: Request): Buffer {
    const { files } = this.#serving;
    this.#serving.mustWrite();
    const old = files.tree.get(number64(body, 0));
    const parent = files.tree.get(node);
    const name = this.#name(body, 8);
    // Of a folder it is refused by the system; a link's own link is the link itself (linkat without AT_SYMLINK_FOLLOW).
    linkSync(files.wall.itself(old), files.wall.within(parent, name));
    const found = files.find(parent, name);
    this.#serving.touched(parent, name);
    return reply(unique, 0, this.#serving.given(parent, found));
  }

  unlink({ unique, node, body }: Request): Buffer {
    return this.#remove(unique, node, body, unlinkSync);
  }

  removeFolder({ unique, node, body }: Request): Buffer {
    return this.#remove(unique, node, body, rmdirSync);
  }

  rename({ unique, node, body }: Request, namesAt: number, flags: number): Buffer {
    const { files } = this.#serving;
    this.#serving.mustWrite();
    if ((flags & ~noReplace) !== 0) throw new Refusal('EINVAL');
    const from = files.tree.get(node);
    const to = files.tree.get(number64(body, 0));
    const name = this.#name(body, namesAt);
    const newName = this.#name(body, namesAt + Buffer.byteLength(name, 'latin1') + 1);
    files.find(from, name); // what is hidden can't be moved
    this.#mustNotBeHidden(to, newName, (flags & noReplace) !== 0);
    renameSync(files.wall.within(from, name), files.wall.within(to, newName));
    files.lose(to, newName);
    files.tree.move(from, name, to, newName);
    this.#serving.moved(from, name, to, newName);
    return reply(unique, 0);
  }

  #mustNotBeHidden(parent: Node, name: string, mustNotExist: boolean): void {
    const { files } = this.#serving;
    try {
      const stat = lstatSync(files.wall.within(parent, name), { bigint: true });
      if (mustNotExist || files.isHidden(stat)) throw new Refusal('EEXIST');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }

  #remove(unique: bigint, node: number, body: Buffer, remove: (path: Buffer) => void): Buffer {
    const { files } = this.#serving;
    this.#serving.mustWrite();
    const parent = files.tree.get(node);
    const name = this.#name(body, 0);
    files.find(parent, name); // what is hidden isn't there
    files.forgetOwner(parent, name);
    remove(files.wall.within(parent, name));
    files.lose(parent, name);
    this.#serving.touched(parent, name);
    return reply(unique, 0);
  }

  #make(
    { unique, node, uid, gid }: Request,
    name: string,
    make: (path: Buffer) => void,
    mode?: number,
    remembered?: number,
  ): Buffer {
    const { files } = this.#serving;
    this.#serving.mustWrite();
    const parent = files.tree.get(node);
    make(files.wall.within(parent, name));
    const made = files.find(parent, name);
    // The host's umask is not the container's.
    if (mode !== undefined && (made.attributes.mode & 0o7777) !== (mode & 0o7777))
      files.chmod(made.node, mode);
    const special = (mode ?? 0) & specialMask;
    const differs = made.attributes.uid !== uid || made.attributes.gid !== gid;
    if (differs || remembered !== undefined || special !== 0) {
      files.remember(made.node, {
        ...(differs ? { uid, gid } : {}),
        ...(remembered === undefined ? {} : { kind: remembered }),
        ...(special === 0 ? {} : { special }),
      });
    }
    this.#serving.touched(parent, name);
    return reply(unique, 0, this.#serving.given(parent, files.find(parent, name)));
  }

  #name(body: Buffer, at: number): string {
    return checkedName(text(body, at), this.#serving.platform);
  }
}

/** There is nothing of that name: it isn't there, isn't shown, or can't be. */
function tellsAbsence(error: unknown): boolean {
  if (error instanceof Refusal) return error.message === 'ENOENT' || error instanceof NoHostName;
  return systemCode(error) === 'ENOENT';
}

/** `PATH_MAX` of Linux without the zero at its end. */
const longestTarget = 4095n;

/** Made by us, or not at all. */
const newFile = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
