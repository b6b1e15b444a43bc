/** What a comparison of both sides leads to. */
import type { ArchivedNode, DirNode, FileNode, LinkNode, Side, TreeNode } from './tree.ts';

/** One thing to do on one side. What it finds there must still be what the scan saw, or it is not done. */
export type Action =
  /** A folder is removed after what is in it. */
  | { readonly do: 'remove'; readonly on: Side; readonly path: string; readonly node: TreeNode }
  | { readonly do: 'mkdir'; readonly on: Side; readonly path: string; readonly mode: number | undefined }
  /** The other side's file, in place of `target` or of nothing. */
  | {
      readonly do: 'put';
      readonly on: Side;
      readonly path: string;
      readonly source: FileNode;
      readonly target: FileNode | undefined;
    }
  | {
      readonly do: 'link';
      readonly on: Side;
      readonly path: string;
      readonly target: string;
      readonly expect: LinkNode | undefined;
    }
  /** The other side's permission bits and, for a file, its time. */
  | {
      readonly do: 'meta';
      readonly on: Side;
      readonly path: string;
      readonly node: FileNode | DirNode;
      readonly source: FileNode | DirNode;
    }
  /** The guest's version of what changed on both sides gets another name there; the next comparison does the rest. */
  | {
      readonly do: 'aside';
      readonly on: 'guest';
      readonly path: string;
      readonly copy: string;
      readonly node: TreeNode;
    };

/** Something that both sides have in common already. `undefined`: neither has it, or it is nobody's business. */
export interface Agreement {
  readonly path: string;
  readonly entry: ArchivedNode | undefined;
}

/** A path that can't be kept in step, and why; everything else is. */
export interface PathProblem {
  readonly path: string;
  readonly reason: string;
}

export interface Plan {
  readonly actions: Action[];
  readonly agreed: Agreement[];
  /** Files whose digests decide; with them set, another comparison finds what is to be done. */
  readonly unread: { readonly side: Side; readonly path: string; readonly node: FileNode }[];
  readonly problems: PathProblem[];
}
