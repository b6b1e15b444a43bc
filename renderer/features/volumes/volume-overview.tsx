/** What a volume is, and which containers use it. */
import { useCallback } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { VolumeSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import type { NamedValue } from '../../../main/contract/volume-model.ts';
import { bytesText, momentText } from '../../format.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { useLanguage, useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Fact } from '../../ui/fact.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useSizes } from './use-sizes.ts';
import { UserLinks } from '../used-by.tsx';

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
        <UserLinks names={usedBy} tab="files" />
      </section>
    </div>
  );
}

function lines(values: readonly NamedValue[]): string {
  return values.map(({ name, value }) => `${name}=${value}`).join('\n');
}
