/** The figures that the charts draw, for who can't see or would rather read them. */
import type { ContainerStats } from '../../../main/contract/stats-model.ts';
import { useLanguage, useText } from '../../text.ts';
import { cpuText, memoryText, rateText } from './stats-text.ts';

/** Rows at most: of a longer time, every so many looks are shown. */
const mostRows = 60;

export function StatsTable({ stats }: { readonly stats: readonly ContainerStats[] }) {
  const say = useText();
  const language = useLanguage();
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' });
  const step = Math.max(1, Math.ceil(stats.length / mostRows));
  const rows = stats.toReversed().filter((_one, index) => index % step === 0);
  const traffic = ['received', 'sent', 'read', 'written'] as const;
  return (
    <div className="processes" tabIndex={0} role="region" aria-label={say('container.tab.stats')}>
      <table className="stats__table">
        <thead>
          <tr>
            <th scope="col">{say('stats.time')}</th>
            <th scope="col">{say('stats.cpu')}</th>
            <th scope="col">{say('stats.memory')}</th>
            {traffic.map((name) => (
              <th key={name} scope="col">
                {say(`stats.${name}`)}
              </th>
            ))}
            <th scope="col">{say('stats.processes')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, cpuPercent, memoryBytes, rates, pids }) => (
            <tr key={time}>
              <th scope="row">{clock.format(time)}</th>
              <td>{cpuPercent === undefined ? '–' : cpuText(cpuPercent, language)}</td>
              <td>{memoryText(memoryBytes)}</td>
              {traffic.map((name) => (
                <td key={name}>{rates === undefined ? '–' : rateText(rates[name])}</td>
              ))}
              <td>{pids}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
