import { describe, expect, it } from 'vitest';
import { stepFigures } from '../../bench/boot.ts';
import { figure, ratio, toMarkdown, unmeasured } from '../../bench/figure.ts';

describe('figures', () => {
  it('have exactly the shape that others rely on', () => {
    const one = ratio('boot.cold.vsPeer', 's', [[10], [12], [11]], [[30], [24], [28]]);
    expect(one).toEqual({
      name: 'boot.cold.vsPeer',
      value: 0.3929,
      unit: 's',
      goal: '<= 0.45',
      meets: true,
      runs: [0.3333, 0.5, 0.3929],
    });
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });

  it('say when a goal is missed, for quantities that should be small and for those that should be large', () => {
    expect(ratio('engine.ping.kept.vsHostfwd', 'ms', [[5, 6, 7]], [[2, 2, 9]]).meets).toBe(false);
    expect(ratio('engine.load.vsSshL', 'MB/s', [[7]], [[10]])).toMatchObject({ value: 0.7, meets: false });
    expect(figure('boot.cold', 's', [1, 2])).toMatchObject({ value: 1.5, goal: null, meets: null });
  });

  it('stay in the list when nothing could be measured, with the reason', () => {
    expect(unmeasured('boot.cold.vsPeer', 's', 'no root')).toEqual({
      name: 'boot.cold.vsPeer',
      value: null,
      unit: 's',
      goal: '<= 0.45',
      meets: null,
      runs: [],
      reason: 'no root',
    });
    expect(figure('x', 's', [])).toMatchObject({ value: null, reason: 'nothing was measured' });
    expect(ratio('x', 's', [[1]], [[0]])).toMatchObject({ value: null });
  });

  it('make a Markdown table in which no text breaks the rows', () => {
    const figures = [figure('boot.cold', 's', [1.5]), unmeasured('a|b', 's', 'two\nlines')];
    const table = toMarkdown('boot', { machine: { cpu: 'Z80', cores: 2 }, figures });
    expect(table.split('\n')).toEqual([
      '`npm run -s bench -- boot` on cpu Z80, cores 2',
      '',
      '| figure | value | unit | goal | meets | runs |',
      '|---|---|---|---|---|---|',
      '| boot.cold | 1.5 | s |  |  | 1.5 |',
      '| a\\|b | not measured: two lines | s |  |  |  |',
      '',
    ]);
  });

  it('check that the steps add up to the whole', () => {
    const start = (boot: number) => ({
      seconds: 10,
      steps: [
        { name: 'spawn', seconds: 1 },
        { name: 'boot', seconds: boot },
      ],
    });
    const value = (name: string, boot: number) => stepFigures([start(boot)]).find((one) => one.name === name);
    expect(value('boot.steps.boot', 8.9)).toMatchObject({ value: 8.9, runs: [8.9] });
    expect(value('boot.steps.sumVsCold', 8.9)).toMatchObject({ value: 0.99, meets: true });
    expect(value('boot.steps.sumVsCold', 3)).toMatchObject({ meets: false });
    expect(stepFigures([{ seconds: 10, steps: [] }])).toMatchObject([{ value: null }]);
  });
});
