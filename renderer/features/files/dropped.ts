/** What was dropped onto the window or chosen for it: files, and folders where the browser hands them over. */
import type { Sent } from './tar.ts';

/** Most files of one drop. */
export const mostDropped = 20_000;

/** Reads what was dropped. Must be called while the event is being handled; folders are then read in their own time. */
export function droppedFiles(data: DataTransfer): Promise<readonly Sent[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length > 0) return collect(entries);
  return Promise.resolve([...data.files].map((file) => ({ path: file.name, file })));
}

/** What was chosen in a file field; folders come with the paths of their files. */
export function chosenFiles(files: FileList | null): readonly Sent[] {
  return [...(files ?? [])].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
}

async function collect(roots: readonly FileSystemEntry[]): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const waiting = [...roots];
  for (
    let entry = waiting.shift();
    entry !== undefined && sent.length < mostDropped;
    entry = waiting.shift()
  ) {
    const path = entry.fullPath.replace(/^\//, '');
    if (isFile(entry)) sent.push({ path, file: await fileOf(entry) });
    else if (isFolder(entry)) {
      const inside = await entriesOf(entry);
      if (inside.length === 0) sent.push({ path, file: undefined });
      waiting.push(...inside);
    }
  }
  return sent;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader tells a hundred at a time, and nothing at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0 || all.length >= mostDropped) return all;
    all.push(...some);
  }
}

/** The names that appear in the folder: of a folder that is sent, its own. */
export function topNames(sent: readonly Sent[]): readonly string[] {
  return [...new Set(sent.map(({ path }) => path.split('/')[0] ?? ''))];
}
