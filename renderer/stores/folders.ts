/** Which folder the window looks at, of each container and volume: it stays while one looks elsewhere. */
import { create } from 'zustand';
import type { FilePlace } from '../../main/contract/files-model.ts';

interface FolderState {
  readonly open: Readonly<Record<string, string>>;
}

export const useFolders = create<FolderState>()(() => ({ open: {} }));

export function folderKey(place: FilePlace): string {
  return place.kind === 'container' ? `container ${place.id}` : `volume ${place.name}`;
}

export function openFolder(place: FilePlace, path: string): void {
  useFolders.setState(({ open }) => ({ open: { ...open, [folderKey(place)]: path } }));
}
