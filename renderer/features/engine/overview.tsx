/** What the engine says of itself, and the processes that it is. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import type { EngineDetails } from '../../../main/contract/engine-model.ts';
import type { EngineParts } from '../../../main/contract/engine-pages-model.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import { gibText, inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { ErrorNote } from '../../ui/notes.tsx';
import { useAnswer } from '../../stores/answer.ts';
import { PartsTree } from './parts-tree.tsx';

const askDetails = (client: CoreClient, options: AskOptions) => client['engine.details']({}, options);
const askClient = (client: CoreClient, options: AskOptions) => client['engine.client']({}, options);

interface OverviewProps {
  readonly parts: EngineParts | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

export function Overview({ parts, error, again }: OverviewProps) {
  const say = useText();
  const client = useAnswer(askClient);
  return (
    <div className="page__scroll engine">
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      <div className="cards">
        {parts !== undefined &&
          (parts.dockerd === undefined ? (
            <p className="card card--wide">{say('engine.stopped.text')}</p>
          ) : (
            // A new process is a new engine: it is asked anew.
            <Facts
              key={parts.dockerd.pid}
              client={client.value?.version}
              asked={client.value !== undefined}
            />
          ))}
        {parts !== undefined && <PartsTree parts={parts} client={client.value?.version} />}
      </div>
    </div>
  );
}

function Facts({ client, asked }: { readonly client: string | undefined; readonly asked: boolean }) {
  const say = useText();
  const { value, error, again } = useAnswer(askDetails);
  if (value === undefined) {
    return error === undefined ? null : (
      <div className="card card--wide engine__note">
        <ErrorNote error={error} onRetry={again} />
      </div>
    );
  }
  const none = say('engine.none');
  const facts: readonly (readonly [string, string])[] = [
    [say('versions.engine'), `${value.version} (API ${value.apiVersion})`],
    ...(asked ? [[say('engine.client'), client ?? say('engine.client.none')] as const] : []),
    ...value.components
      .filter(({ name }) => name !== 'Engine')
      .map(({ name, version }) => [name, version] as const),
    [say('versions.storage'), value.storageDriver],
    ['cgroup', `v${value.cgroupVersion}`],
    [say('versions.kernel'), value.kernel],
    [say('versions.os'), value.os],
    [say('engine.arch'), value.arch],
    [say('engine.cpus'), String(value.cpus)],
    [say('engine.memory'), gibText(value.memoryBytes)],
    [say('engine.mirrors'), value.mirrors.join(', ') || none],
    [say('engine.insecure'), value.insecureRegistries.join(', ') || none],
    [say('engine.liveRestore'), say(value.liveRestore ? 'engine.yes' : 'engine.no')],
  ];
  return (
    <>
      <section className="card card--wide" aria-label={say('engine.facts')}>
        <h3>{say('engine.facts')}</h3>
        <dl className="facts engine__facts">
          {facts.map(([name, text]) => (
            <div key={name} className="engine__fact">
              <dt>{inertText(name)}</dt>
              <dd className="plain">{inertText(text)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Warnings details={value} />
    </>
  );
}

function Warnings({ details }: { readonly details: EngineDetails }) {
  const say = useText();
  if (details.warnings.length === 0) return null;
  return (
    <section className="card" aria-label={say('engine.warnings')}>
      <h3>{say('engine.warnings')}</h3>
      <ul className="engine__warnings">
        {details.warnings.map((warning) => (
          <li key={warning} className="plain">
            {inertText(warning)}
          </li>
        ))}
      </ul>
    </section>
  );
}
