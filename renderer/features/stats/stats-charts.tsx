/** The four charts of a container. */
import type { ContainerStats, Traffic } from '../../../main/contract/stats-model.ts';
import { useLanguage, useText } from '../../text.ts';
import { Chart } from '../../ui/chart.tsx';
import type { ChartPoint } from '../../ui/chart-scale.ts';
import { bytesText } from '../../format.ts';
import { cpuText, memoryText, rateText } from './stats-text.ts';

interface StatsChartsProps {
  /** The oldest first. */
  readonly stats: readonly ContainerStats[];
  /** Milliseconds. */
  readonly span: number;
  readonly end: number;
}

/** Axes begin to grow there, so that an idle container's noise doesn't look like work. */
const leastCpu = 5;
const leastMemory = 2 ** 20;
const leastRate = 1000;

export function StatsCharts({ stats, span, end }: StatsChartsProps) {
  const say = useText();
  const language = useLanguage();
  const newest = stats.at(-1);
  const cpu = pointsOf(stats, ({ cpuPercent }) => cpuPercent);
  const memory = pointsOf(stats, ({ memoryBytes }) => memoryBytes);
  const rate = (name: keyof Traffic) => pointsOf(stats, ({ rates }) => rates?.[name]);
  const asCpu = (value: number) => cpuText(value, language);
  const common = { span, end, formatAge: (ms: number) => ageText(ms) };
  const ageText = (ms: number) =>
    ms < 500
      ? say('stats.now')
      : ms >= 60_000
        ? say('stats.minutesAgo', { n: Math.round(ms / 60_000) })
        : say('stats.secondsAgo', { n: Math.round(ms / 1000) });
  const peaks = (name: string, points: readonly ChartPoint[], format: (value: number) => string) => {
    const peak = format(peakOf(points));
    const now = points.at(-1);
    return {
      note: say('stats.peak', { peak }),
      summary: say('stats.summary', { name, now: now === undefined ? '–' : format(now.value), peak }),
    };
  };
  const limit = newest?.memoryLimitBytes ?? 0;
  const ofMemory = peaks(say('stats.memory'), memory, memoryText);
  /** A chart of what goes in and out. */
  const traffic = (title: 'stats.network' | 'stats.disk', into: keyof Traffic, outOf: keyof Traffic) => {
    const both = [into, outOf].map((name) => ({ name: say(`stats.${name}`), points: rate(name) }));
    const total = {
      in: bytesText(newest?.totals[into] ?? 0),
      out: bytesText(newest?.totals[outOf] ?? 0),
    };
    const told = both.map(({ name, points }) => peaks(name, points, rateText).summary).join(' ');
    return (
      <Chart
        {...common}
        title={say(title)}
        series={both}
        format={rateText}
        least={leastRate}
        note={say('stats.total', total)}
        summary={`${say(title)}. ${told}`}
      />
    );
  };
  return (
    <div className="stats__charts">
      <Chart
        {...common}
        {...peaks(say('stats.cpu'), cpu, asCpu)}
        title={say('stats.cpu')}
        series={[{ name: say('stats.cpu'), points: cpu }]}
        format={asCpu}
        least={leastCpu}
      />
      <Chart
        {...common}
        {...ofMemory}
        title={say('stats.memory')}
        series={[{ name: say('stats.memory'), points: memory }]}
        format={memoryText}
        least={leastMemory}
        bytes
        note={`${ofMemory.note} ${limit > 0 ? say('stats.limit', { limit: memoryText(limit) }) : ''}`}
      />
      {traffic('stats.network', 'received', 'sent')}
      {traffic('stats.disk', 'read', 'written')}
    </div>
  );
}

function pointsOf(
  stats: readonly ContainerStats[],
  valueOf: (stats: ContainerStats) => number | undefined,
): ChartPoint[] {
  return stats.flatMap((one) => {
    const value = valueOf(one);
    return value === undefined ? [] : [{ time: one.time, value }];
  });
}

function peakOf(points: readonly ChartPoint[]): number {
  return points.reduce((most, { value }) => Math.max(most, value), 0);
}
