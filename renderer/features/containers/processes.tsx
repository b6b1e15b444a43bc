/** The processes of a container, asked for again while somebody looks. */
import { Activity } from 'lucide-react';
import { useCallback } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { useRepeated } from '../../stores/repeat.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { NotRunning } from './not-running.tsx';

/** Milliseconds between two looks. */
const pause = 3000;

export function Processes({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  if (container.state !== 'running' && container.state !== 'paused')
    return <NotRunning icon={Activity} title={say('processes.notRunning')} container={container} />;
  return <ProcessTable container={container} />;
}

function ProcessTable({ container: { id, name } }: { readonly container: ContainerSummary }) {
  const say = useText();
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['container.top']({ id }, options),
    [id],
  );
  const { value, error, again } = useRepeated(ask, pause);
  return (
    <>
      <div className="tools">
        <CommandLine command={dockerCommand({ kind: 'container.top', name })} />
      </div>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value !== undefined && (
        <div className="processes" tabIndex={0} role="region" aria-label={say('container.tab.processes')}>
          <table dir="ltr">
            <thead>
              <tr>
                {value.titles.map((title, index) => (
                  <th key={index} scope="col" className="plain">
                    {inertText(title)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column} className="plain">
                      {inertText(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
