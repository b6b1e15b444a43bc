/**
 * How the guest comes to have file events for what happened on the host. Nothing but a call of the guest's own raises
 * one (inotify(7) sees what goes through its kernel), so an agent in the guest makes the call that would have had the
 * same effect: it creates what was created, removes what was removed. This server recognizes the agent's calls by its
 * process number, shows it the state from before, and answers that the call succeeded, without doing anything: the host
 * has it done already. All other processes are shown what there is.
 */
import type { EntryType, HostChange } from '../events/host-watch.ts';
import { kind } from './attributes.ts';
import { checkedName } from './names.ts';
import type { Node } from './node-tree.ts';
import {
  absence,
  attributesReply,
  entry,
  number64,
  op,
  opened,
  Refusal,
  reply,
  text,
  type Attributes,
  type Request,
} from './protocol.ts';
import type { Serving } from './serving.ts';

/** A call that the agent is to make, with paths below the share as byte strings. */
export type AgentCall =
  | {
      readonly call:
        | 'create'
        | 'mkdir'
        | 'symlink'
        | 'unlink'
        | 'rmdir'
        | 'modify'
        | 'attributes'
        | 'seen'
        | 'gone'
        | 'watch'
        | 'unwatch';
      readonly path: string;
      /** With `seen`: the file's ctime, the time now and the file's mtime, of this computer, in ns and parted by blanks. */
      readonly state?: string;
    }
  | { readonly call: 'rename' | 'moved'; readonly path: string; readonly to: string };

/** What the agent is to be shown under a name: nothing, or this node. */
interface Shown {
  readonly node: Node | undefined;
  readonly attributes?: Attributes;
}

/** A handle that is no file. */
const noHandle = 0;

export class Phantoms {
  readonly #serving: Serving;
  /** By folder and name. */
  readonly #shown = new Map<string, Shown>();
  #agent = 0;

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  /** The agent's process in the guest; 0 while there is none. */
  setAgent(pid: number): void {
    this.#agent = pid;
    if (pid === 0) this.#shown.clear();
  }

  /**
   * Takes a change of the host into the tree, has the kernel forget what it had cached, and answers with the call that
   * raises the event; undefined where nobody in the guest can be watching, since its kernel doesn't know the folder.
   */
  prepare(change: HostChange): AgentCall | undefined {
    if (change.kind === 'renamed') return this.#prepareRename(change);
    if (change.path === '') return this.#prepareRoot();
    const place = this.#place(change.path);
    if (place === undefined) return undefined;
    const { parent, name } = place;
    if (change.kind === 'modified' || change.kind === 'attributes')
      return this.#prepareChanged(parent, name, change);
    return change.kind === 'created'
      ? this.#prepareCreated(parent, name, change)
      : this.#prepareDeleted(parent, name, change);
  }

  /** The agent has made its call, or couldn't: what there is is shown again. */
  done(call: AgentCall): void {
    const paths = 'to' in call ? [call.path, call.to] : [call.path];
    for (const path of paths) {
      const place = this.#place(path);
      if (place === undefined) continue;
      const key = keyOf(place.parent, place.name);
      const shown = this.#shown.get(key);
      this.#shown.delete(key);
      // The kernel may have been shown something that isn't there.
      if (shown !== undefined) this.#serving.forgetEntry(place.parent, place.name);
    }
  }

  /** The answer to the agent's own requests; undefined for what is answered as for everybody. */
  answer(request: Request): Buffer | undefined {
    if (this.#agent === 0 || request.pid !== this.#agent) return undefined;
    const { unique, body, node, opcode } = request;
    const { files, platform } = this.#serving;
    const named = (at: number) => {
      const parent = files.tree.get(node);
      const name = checkedName(text(body, at), platform);
      return { parent, name, shown: this.#shown.get(keyOf(parent, name)) };
    };
    switch (opcode) {
      case op.lookup: {
        const { parent, shown } = named(0);
        if (shown === undefined) return undefined;
        if (shown.node === undefined || shown.attributes === undefined) return reply(unique, 0, absence(0));
        shown.node.lookups += 1;
        return reply(unique, 0, entry(shown.node.id, shown.attributes, this.#serving.validity(parent)));
      }
      case op.mknod:
        return this.#made(unique, named(16));
      case op.mkdir:
        return this.#made(unique, named(8));
      case op.symlink:
        return this.#made(unique, named(0));
      case op.unlink:
      case op.rmdir: {
        const { parent, name } = named(0);
        this.#shown.delete(keyOf(parent, name));
        return reply(unique, 0);
      }
      case op.rename:
      case op.rename2: {
        const at = opcode === op.rename ? 8 : 16;
        const { parent, name } = named(at);
        const to = files.tree.get(number64(body, 0));
        const newName = checkedName(text(body, at + Buffer.byteLength(name, 'latin1') + 1), platform);
        this.#shown.delete(keyOf(parent, name));
        this.#shown.delete(keyOf(to, newName));
        return reply(unique, 0);
      }
      case op.setattr: {
        const { attributes } = files.look(files.tree.get(node));
        return reply(unique, 0, attributesReply(attributes, 0));
      }
      case op.open:
        return reply(unique, 0, opened(noHandle, 0));
      case op.release:
      case op.fsync:
        return reply(unique, 0);
      case op.create:
      case op.write:
      case op.read:
      case op.link:
        throw new Refusal('EACCES');
      default:
        return undefined;
    }
  }

  #made(unique: bigint, { parent, name }: { parent: Node; name: string }): Buffer {
    this.#shown.delete(keyOf(parent, name));
    // It may be gone again: then the kernel is told that it was made, and the next change removes it.
    return reply(unique, 0, this.#serving.given(parent, this.#serving.files.find(parent, name)));
  }

  #prepareRoot(): AgentCall {
    const { root } = this.#serving.files.tree;
    this.#serving.forgetNode(root, true);
    return { call: 'attributes', path: '' };
  }

  #prepareChanged(parent: Node, name: string, change: HostChange): AgentCall | undefined {
    // Who watches a folder hears of all that is in it, looked up before or not.
    const node = parent.children.get(name);
    if (node !== undefined) {
      node.stale = true;
      this.#serving.forgetNode(node, true);
    }
    if (change.kind === 'attributes') return { call: 'attributes', path: change.path };
    // A folder's time changes with what is in it, and that is told by itself.
    return change.type === 'dir' ? undefined : { call: 'modify', path: change.path };
  }

  #prepareCreated(parent: Node, name: string, change: HostChange): AgentCall {
    this.#serving.forgetEntry(parent, name);
    this.#serving.forgetNode(parent, true);
    this.#shown.set(keyOf(parent, name), { node: undefined });
    const call = change.type === 'dir' ? 'mkdir' : change.type === 'link' ? 'symlink' : 'create';
    return { call, path: change.path };
  }

  #prepareDeleted(parent: Node, name: string, change: HostChange): AgentCall {
    const { files } = this.#serving;
    const node = parent.children.get(name) ?? this.#stranger(parent, name, change.type === 'dir');
    this.#shown.set(keyOf(parent, name), { node, attributes: ghost(node, change.type) });
    // In the tree the name is gone, and what follows sees it so.
    files.lose(parent, name);
    this.#serving.forgetNode(parent, true);
    return { call: node.folder ? 'rmdir' : 'unlink', path: change.path };
  }

  #prepareRename({ from, path, type }: Extract<HostChange, { kind: 'renamed' }>): AgentCall | undefined {
    const { files } = this.#serving;
    const [old, fresh] = [this.#place(from), this.#place(path)];
    if (old === undefined && fresh === undefined) return undefined;
    // Where only one end is known, it is as if it came from nowhere, or went there.
    if (fresh === undefined)
      return old && this.#prepareDeleted(old.parent, old.name, { kind: 'deleted', path: from, type });
    if (old === undefined)
      return this.#prepareCreated(fresh.parent, fresh.name, { kind: 'created', path, type });
    const node = old.parent.children.get(old.name) ?? this.#stranger(old.parent, old.name, type === 'dir');
    this.#serving.forgetEntry(fresh.parent, fresh.name);
    files.tree.move(old.parent, old.name, fresh.parent, fresh.name);
    this.#shown.set(keyOf(old.parent, old.name), { node, attributes: ghost(node, type) });
    this.#shown.set(keyOf(fresh.parent, fresh.name), { node: undefined });
    for (const parent of [old.parent, fresh.parent]) this.#serving.forgetNode(parent, true);
    return { call: 'rename', path: from, to: path };
  }

  /** A node for something that the kernel has never looked up, so that it can be seen to go. */
  #stranger(parent: Node, name: string, folder: boolean): Node {
    const { tree } = this.#serving.files;
    return tree.at(parent, name, { dev: -1n, ino: BigInt(tree.size) }, { folder, single: true });
  }

  /** The folder and name of a path, if the kernel knows the folder. */
  #place(path: string): { readonly parent: Node; readonly name: string } | undefined {
    const names = path.split('/');
    const name = names.pop() ?? '';
    let parent = this.#serving.files.tree.root;
    for (const one of names) {
      const next = parent.children.get(one);
      if (next === undefined || !next.folder) return undefined;
      parent = next;
    }
    return { parent, name };
  }
}

/** How something looks that is gone already, for the moment in which the agent removes it. */
function ghost(node: Node, type: EntryType): Attributes {
  const plain = type === 'link' ? kind.link : kind.file;
  return {
    ino: BigInt.asUintN(64, node.identity.ino),
    size: node.version?.size ?? 0n,
    blocks: 0n,
    atimeNs: 0n,
    mtimeNs: node.version?.mtimeNs ?? 0n,
    ctimeNs: 0n,
    mode: (node.folder ? kind.folder : plain) | 0o777,
    nlink: node.folder ? 2 : 1,
    uid: 0,
    gid: 0,
  };
}

function keyOf(parent: Node, name: string): string {
  return `${parent.id}/${name}`;
}
