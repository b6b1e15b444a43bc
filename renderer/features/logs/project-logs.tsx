/** The logs of all containers of a compose project as one. */
import { useCallback } from 'react';
import { LogPanel } from './log-panel.tsx';
import { linesOfEach } from './logs-page.tsx';
import type { OpenLog } from './use-log.ts';

export function ProjectLogs({ project }: { readonly project: string }) {
  const open = useCallback<OpenLog>(
    (client, signal) =>
      client['logs.follow']({ scope: { kind: 'project', project }, tail: linesOfEach }, { signal }),
    [project],
  );
  return <LogPanel name={project} open={open} />;
}
