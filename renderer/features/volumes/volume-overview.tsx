/** What a volume is, and which containers use it. */
import { useCallback, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { VolumeSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import type { NamedValue } from '../../../main/contract/volume-model.ts';
import { bytesText, inertText, momentText } from '../../format.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';
import { useLanguage, useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useSizes } from './use-sizes.ts';

export function VolumeOverview({ volume: { name, usedBy } }: { readonly volume: VolumeSummary }) {
  const say = useText();
  const language = useLanguage();
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['volume.details']({ name }, options),
    [name],
  );
  const { value, error, again } = useRunningAnswer(ask);
  const { sizes } = useSizes();
  const bytes = sizes.get(name);
  return (
    <div className="images__overview volume">
      <CommandLine command={dockerCommand({ kind: 'volume.inspect', name })} />
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value !== undefined && (
        <section className="card">
          <h2>{say('volume.about')}</h2>
          <dl className="facts">
            <Fact title={say('column.driver')}>{value.driver}</Fact>
            <Fact title={say('column.size')}>{bytes === undefined ? '' : bytesText(bytes)}</Fact>
            <Fact title={say('column.created')}>
              {value.createdAt === undefined ? '' : momentText(value.createdAt, language)}
            </Fact>
            <Fact title={say('volume.scope')}>{value.scope}</Fact>
            <Fact title={say('volume.mountpoint')}>{value.mountpoint}</Fact>
            <Fact title={say('volume.options')}>{lines(value.options)}</Fact>
            <Fact title={say('image.labels')}>{lines(value.labels)}</Fact>
          </dl>
        </section>
      )}
      <section className="card">
        <h2>{say('column.usedBy')}</h2>
        <Users names={usedBy} />
      </section>
    </div>
  );
}

function lines(values: readonly NamedValue[]): string {
  return values.map(({ name, value }) => `${name}=${value}`).join('\n');
}

/** Nothing where there is nothing to say. */
function Fact({ title, children }: { readonly title: string; readonly children: string }): ReactNode {
  if (children === '') return null;
  return (
    <>
      <dt>{title}</dt>
      <dd className="plain images__value">{children.split('\n').map(inertText).join('\n')}</dd>
    </>
  );
}

function Users({ names }: { readonly names: readonly string[] }) {
  const say = useText();
  const containers = useCore((state) => state.containers);
  if (names.length === 0) return <p className="muted">{say('unused')}</p>;
  const items = containers?.kind === 'ready' ? containers.items : [];
  return (
    <ul className="images__users">
      {names.map((name) => {
        const id = items.find((one) => one.name === name)?.id;
        return (
          <li key={name} className="plain">
            {id === undefined ? (
              inertText(name)
            ) : (
              <Link href={`/containers/${encodeURIComponent(id)}/files`}>{inertText(name)}</Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
