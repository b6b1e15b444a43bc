/** What a network is, how its containers find each other, and the command that tells the same. */
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import type { NetworkDetails } from '../../../main/contract/network-model.ts';
import { hasNames } from '../../../main/contract/network-reach.ts';
import { inertText, momentText } from '../../format.ts';
import { useLanguage, useText, type TextKey } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Fact } from '../../ui/fact.tsx';

interface OverviewProps {
  readonly network: NetworkSummary;
  readonly details: NetworkDetails;
}

export function NetworkOverview({ network, details }: OverviewProps) {
  const say = useText();
  const language = useLanguage();
  const answer = (yes: boolean) => say(yes ? 'engine.yes' : 'engine.no');
  const column = (of: 'subnet' | 'gateway' | 'ipRange') =>
    details.pools
      .map((pool) => pool[of])
      .filter((one) => one !== '')
      .join('\n');
  return (
    <div className="networks__overview">
      <CommandLine command={dockerCommand({ kind: 'network.inspect', name: details.name })} />
      <section className="card">
        <h2>{say('network.about')}</h2>
        <dl className="facts">
          <Fact title={say('network.id')} mono>
            {details.id}
          </Fact>
          <Fact title={say('column.driver')}>{details.driver}</Fact>
          <Fact title={say('network.scope')}>{details.scope}</Fact>
          <Fact title={say('network.subnet')} mono>
            {column('subnet')}
          </Fact>
          <Fact title={say('network.gateway')} mono>
            {column('gateway')}
          </Fact>
          <Fact title={say('network.ipRange')} mono>
            {column('ipRange')}
          </Fact>
          <Fact title={say('network.internal')}>{answer(details.internal)}</Fact>
          <Fact title={say('network.attachable')}>{answer(details.attachable)}</Fact>
          <Fact title="IPv6">{answer(details.ipv6)}</Fact>
          <Fact title={say('column.created')}>
            {details.createdAt === undefined ? '' : momentText(details.createdAt, language)}
          </Fact>
        </dl>
      </section>
      <section className="card">
        <h2>{say('network.names')}</h2>
        <p>{say(namesText(network))}</p>
        {details.internal && <p>{say('network.internal.text')}</p>}
      </section>
      <Pairs title={say('network.options')} pairs={details.options} />
      <Pairs title={say('network.labels')} pairs={details.labels} />
    </div>
  );
}

function namesText(network: NetworkSummary): TextKey {
  if (network.driver === 'host') return 'network.names.host';
  if (network.driver === 'null') return 'network.names.none';
  return hasNames(network) ? 'network.names.own' : 'network.names.bridge';
}

function Pairs({ title, pairs }: { readonly title: string; readonly pairs: NetworkDetails['options'] }) {
  if (pairs.length === 0) return null;
  return (
    <section className="card">
      <h2>{title}</h2>
      <dl className="facts">
        {pairs.map(({ name, value }) => (
          <Fact key={name} title={inertText(name)} mono>
            {value}
          </Fact>
        ))}
      </dl>
    </section>
  );
}
