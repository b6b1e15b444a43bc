/** What is told about a change on the host. Plain data. */

/** Links are never followed, so a link is a thing of its own. `other`: sockets, pipes, devices. */
export type EntryType = 'file' | 'dir' | 'link' | 'other';

/**
 * One change. Names and paths are byte strings: the raw bytes as latin1 (`Buffer.from(path, 'latin1')` gives what fs
 * calls take). Paths are relative to the root, '/'-separated, '' is the root itself.
 *
 * - `created`: something is there now that was not. A folder's contents follow, each `created`.
 * - `deleted`: it is gone. A folder's contents went before, each `deleted`.
 * - `modified`: a file has another size or time of change, or is another file under the same name that was not
 *   there under a name of its own before (an editor's temporary file that came and was renamed within one batch):
 *   to the readers of the name its content was written and closed, which is what such programs wait for.
 * - `attributes`: the rights or the owner changed, or something else of a file that its content does not show
 *   (extended attributes, number of links).
 * - `renamed`: what was at `from` is at `path`, with all below; what was at `path` before, if anything, is gone.
 */
export type HostChange =
  | {
      readonly kind: 'created' | 'deleted' | 'modified' | 'attributes';
      readonly path: string;
      readonly type: EntryType;
    }
  | { readonly kind: 'renamed'; readonly from: string; readonly path: string; readonly type: EntryType };
