/** What the machine is made of, and how programs find the engine in it. */
import { Link } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { useNow } from '../../ui/use-now.ts';
import { clockText } from '../../format.ts';

const askDetails = (client: CoreClient, options: AskOptions) => client['engine.details']({}, options);
const askEnv = (client: CoreClient, options: AskOptions) => client.env({}, options);
const askStatus = (client: CoreClient, options: AskOptions) => client.status({}, options);
const askSettings = (client: CoreClient, options: AskOptions) => client['settings.get']({}, options);

export function Versions() {
  const say = useText();
  const { value: details } = useAnswer(askDetails);
  if (details === undefined) return null;
  const facts: readonly (readonly [string, string])[] = [
    [say('versions.engine'), `${details.version} (API ${details.apiVersion})`],
    ...details.components
      .filter(({ name }) => name !== 'Engine')
      .map(({ name, version }) => [name, version] as const),
    [say('versions.kernel'), details.kernel],
    [say('versions.os'), details.os],
    [say('versions.storage'), details.storageDriver],
    ['cgroup', `v${details.cgroupVersion}`],
  ];
  return (
    <section className="card" aria-label={say('versions')}>
      <h3>{say('versions')}</h3>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {details.warnings.map((warning) => (
        <p key={warning} className="muted plain">
          {inertText(warning)}
        </p>
      ))}
    </section>
  );
}

export function Address() {
  const say = useText();
  const context = useCore((state) => state.settings?.dockerContext === true);
  const { value: env } = useAnswer(askEnv);
  if (env === undefined) return null;
  return (
    <section className="card" aria-label={say('address')}>
      <h3>{say('address')}</h3>
      <p className="muted">{say('address.text')}</p>
      {context && <CommandLine command="docker context use moorage" />}
      <CommandLine command={`export DOCKER_HOST='${env.dockerHost.replaceAll("'", `'\\''`)}'`} />
    </section>
  );
}

export function Resources() {
  const say = useText();
  const now = useNow(1000);
  const vm = useCore((state) => state.vm);
  const settings = useCore((state) => state.settings);
  const { value: status } = useAnswer(askStatus, vm?.kind);
  const { value: changed } = useAnswer(askSettings, `${vm?.kind} ${JSON.stringify(settings)}`);
  if (settings === undefined) return null;
  const machine = vm?.kind === 'running' ? status?.vm : undefined;
  return (
    <section className="card" aria-label={say('resources')}>
      <h3>{say('resources')}</h3>
      <dl className="facts">
        <Fact name={say('resources.cpus')} value={String(machine?.cpus ?? settings.cpus)} />
        <Fact name={say('resources.memory')} value={`${machine?.memoryMiB ?? settings.memoryMiB} MiB`} />
        <Fact name={say('resources.disk')} value={`${machine?.dataDiskGiB ?? settings.dataDiskGiB} GiB`} />
        {machine && (
          <>
            <Fact name={say('resources.driver')} value={`${machine.driver} (${machine.accelerator})`} />
            <Fact name={say('resources.arch')} value={machine.arch} />
          </>
        )}
        {vm?.kind === 'running' && (
          <Fact name={say('resources.since')} value={clockText((now - vm.since) / 1000)} />
        )}
      </dl>
      {changed !== undefined && changed.restartNeeded.length > 0 && (
        <p className="tag tag--warn">{say('resources.restart')}</p>
      )}
      <Link href="/settings">{say('resources.change')}</Link>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{inertText(name)}</dt>
      <dd className="plain">{inertText(value)}</dd>
    </>
  );
}
