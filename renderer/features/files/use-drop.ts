/** A place that files can be dropped on. */
import { useState, type DragEvent } from 'react';
import { wireOf } from '../../stores/act.ts';
import { showError } from '../../stores/ui.ts';
import { droppedFiles } from './dropped.ts';
import type { Sent } from './tar.ts';

export function useDrop(onDropped: (sent: readonly Sent[]) => void) {
  const [over, setOver] = useState(false);
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  const take = async (data: DataTransfer) => {
    try {
      const sent = await droppedFiles(data);
      if (sent.length > 0) onDropped(sent);
    } catch (error) {
      showError(wireOf(error));
    }
  };
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave: (event: DragEvent<HTMLElement>) => {
        const { relatedTarget, currentTarget } = event;
        // From one part of the place to another is not away.
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer);
      },
    },
  };
}
