/** Says that somebody looks at a task: its error is told where it is shown, and not as a notice. */
import { useEffect } from 'react';
import { watchTask } from '../../stores/tasks.ts';

export function useWatched(task: number): void {
  useEffect(() => {
    watchTask(task, true);
    return () => watchTask(task, false);
  }, [task]);
}
