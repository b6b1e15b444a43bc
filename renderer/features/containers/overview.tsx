/** What matters of a container, and of one that stopped: why. */
import { useCallback, useState } from 'react';
import type { ContainerDetails, ContainerFact } from '../../../main/contract/container-model.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText, momentText } from '../../format.ts';
import { useRepeated } from '../../stores/repeat.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { ContainerNetworks } from '../networks/container-networks.tsx';
import { SettingsDialog } from './change-dialogs.tsx';
import { readVariable } from './change-form.ts';
import { WhyStopped } from './why-stopped.tsx';

/** Milliseconds between two looks at it: not every change of a container is in the list. */
const pause = 5000;

export function Overview({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const { id, state, name } = container;
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['container.details']({ id }, options),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what changed in the list is asked for at once
    [id, state, name],
  );
  const { value, error, again } = useRepeated(ask, pause);
  const [changing, setChanging] = useState(false);
  return (
    <div className="overview">
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value?.ended !== undefined && state !== 'running' && (
        <WhyStopped id={id} ended={value.ended} health={value.health} />
      )}
      {value !== undefined && (
        <>
          <Health health={value.health} />
          <div>
            <Button onClick={() => setChanging(true)}>{say('limits.change')}</Button>
          </div>
          <ContainerNetworks container={container} />
          {value.facts.map((fact) =>
            fact.field === 'networks' ? null : <Fact key={fact.field} fact={fact} name={name} />,
          )}
        </>
      )}
      {changing && value !== undefined && (
        <SettingsDialog
          container={container}
          now={value.settings}
          onClose={() => {
            setChanging(false);
            again();
          }}
        />
      )}
    </div>
  );
}

function Health({ health }: { readonly health: ContainerDetails['health'] | undefined }) {
  const say = useText();
  if (health === undefined) return null;
  return (
    <section className="fact" aria-label={say('fact.health')}>
      <h3>{say('fact.health')}</h3>
      <ul>
        <li className="plain">{inertText(health.status)}</li>
        {health.checks.map(({ exitCode, output }, index) => (
          <li key={index} className="plain">
            {exitCode}: {inertText(output)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fact({
  fact: { field, format, values },
  name,
}: {
  readonly fact: ContainerFact;
  readonly name: string;
}) {
  const say = useText();
  const command = dockerCommand({ kind: 'container.field', name, format });
  return (
    <section className="fact" aria-label={say(`fact.${field}`)}>
      <h3>{say(`fact.${field}`)}</h3>
      <ul dir="ltr">
        {values.map((value, index) => (
          <li key={index} className="plain">
            <Value field={field} value={value} />
          </li>
        ))}
      </ul>
      <CopyButton text={command} label={say('fact.copy', { command: inertText(command) })} />
    </section>
  );
}

const moments: ReadonlySet<ContainerFact['field']> = new Set(['created', 'started', 'finished']);

function Value({ field, value }: { readonly field: ContainerFact['field']; readonly value: string }) {
  const language = useLanguage();
  if (field === 'env') return <Variable line={value} />;
  const time = moments.has(field) ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) return inertText(value);
  return <time dateTime={new Date(time).toISOString()}>{momentText(time, language)}</time>;
}

/** A variable; one whose name looks like a secret's shows its value when asked to. */
function Variable({ line }: { readonly line: string }) {
  const say = useText();
  const [open, setOpen] = useState(false);
  const { name, value, secret } = readVariable(line);
  if (!secret || open) return inertText(line);
  return (
    <>
      {inertText(name)}={value === '' ? '' : '••••••'}{' '}
      <Button
        kind="quiet"
        aria-label={say('fact.reveal', { name: inertText(name) })}
        onClick={() => setOpen(true)}
      >
        {say('fact.show')}
      </Button>
    </>
  );
}
