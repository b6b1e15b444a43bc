import { describe, expect, it } from 'vitest';
import type { Log } from '../../../../../main/core/lib/log.ts';
import type { HostChange } from '../../../../../main/core/shares/events/host-change.ts';
import type { AgentCall } from '../../../../../main/core/shares/fuse/phantoms.ts';
import {
  EventSource,
  type Agent,
  type ChangeTarget,
} from '../../../../../main/core/shares/helper/event-source.ts';

const created = (path: string): HostChange => ({ kind: 'created', path, type: 'file' });
const deleted = (path: string): HostChange => ({ kind: 'deleted', path, type: 'file' });
const renamed = (from: string, path: string): HostChange => ({ kind: 'renamed', from, path, type: 'file' });

const callOf = (change: HostChange): AgentCall =>
  change.kind === 'renamed'
    ? { call: 'rename', path: change.from, to: change.path }
    : { call: change.kind === 'deleted' ? 'unlink' : 'create', path: change.path };

const words = (call: AgentCall) => `${call.call} ${call.path}${'to' in call ? ` ${call.to}` : ''}`;

/** An event source between a target and an agent that write down what they are asked, the agent answering when told. */
function rig() {
  const told: string[] = [];
  const logged: string[] = [];
  const open = new Map<string, { readonly answer: (error: number) => void; readonly break: () => void }>();
  const target: ChangeTarget = {
    setAgent: (pid) => told.push(`agent ${pid}`),
    prepare: (change) => {
      if (change.path === 'unknown') return undefined;
      told.push(`prepare ${words(callOf(change))}`);
      return callOf(change);
    },
    done: (call) => told.push(`done ${words(call)}`),
  };
  const agent: Agent = {
    pid: 77,
    call: (call) => {
      told.push(`call ${words(call)}`);
      return new Promise((resolve, reject) => {
        open.set(words(call), { answer: resolve, break: () => reject(new Error('the agent is gone')) });
      });
    },
  };
  const log: Log = {
    write: (level, _area, message) => void logged.push(`${level} ${message}`),
    failure: () => '',
    redact: () => undefined,
  };
  const events = new EventSource(target, log);
  const take = (call: string) => {
    const found = open.get(call);
    if (found === undefined) throw new Error(`${call} is not under way`);
    open.delete(call);
    return found;
  };
  return {
    events,
    agent,
    logged,
    /** What was told since it was asked last. */
    told: () => told.splice(0),
    underWay: () => [...open.keys()],
    answer: async (call: string, error = 0) => {
      take(call).answer(error);
      await settled();
    },
    break: async (call: string) => {
      take(call).break();
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a change', () => {
  it('is prepared, called, and done when it has been answered', async () => {
    const { events, agent, told, answer } = rig();
    events.setAgent(agent);
    expect(told()).toEqual(['agent 77']);
    events.raise([created('a')]);
    expect(told()).toEqual(['prepare create a', 'call create a']);
    await answer('create a');
    expect(told()).toEqual(['done create a']);
  });

  it('that nobody can be watching is passed over', () => {
    const { events, agent, told } = rig();
    events.setAgent(agent);
    events.raise([created('unknown'), created('b')]);
    expect(told()).toEqual(['agent 77', 'prepare create b', 'call create b']);
  });

  it.each([
    [0, []],
    [2, []],
    [13, ['debug an event for create was not raised: error 13']],
  ])(
    'is done also when the agent answers with error %d, of which ENOENT is nothing to tell',
    async (error, lines) => {
      const { events, agent, told, answer, logged } = rig();
      events.setAgent(agent);
      events.raise([created('a')]);
      await answer('create a', error);
      expect(told().at(-1)).toBe('done create a');
      expect(logged).toEqual(lines);
    },
  );
});

describe('changes of one path', () => {
  it('are called one after the other, and not even prepared before', async () => {
    const { events, agent, told, answer } = rig();
    events.setAgent(agent);
    events.raise([created('a'), deleted('a'), created('a')]);
    expect(told()).toEqual(['agent 77', 'prepare create a', 'call create a']);
    await answer('create a');
    expect(told()).toEqual(['done create a', 'prepare unlink a', 'call unlink a']);
    await answer('unlink a');
    expect(told()).toEqual(['done unlink a', 'prepare create a', 'call create a']);
  });

  it.each([
    ['its new name', renamed('a', 'b'), created('b'), 'rename a b'],
    ['its old name', renamed('a', 'b'), created('a'), 'rename a b'],
    ['a name that is taken', created('b'), renamed('a', 'b'), 'create b'],
    ['a name that is left', created('a'), renamed('a', 'b'), 'create a'],
  ])('are those of a moved file too: %s', async (_what, first, second, call) => {
    const { events, agent, underWay, answer } = rig();
    events.setAgent(agent);
    events.raise([first, second]);
    expect(underWay()).toEqual([call]);
    await answer(call);
    expect(underWay()).toEqual([words(callOf(second))]);
  });

  it('keep back what comes after them: its order is that of the host', async () => {
    const { events, agent, underWay, answer } = rig();
    events.setAgent(agent);
    events.raise([created('a'), created('b'), deleted('a'), created('c')]);
    expect(underWay()).toEqual(['create a', 'create b']);
    await answer('create b');
    expect(underWay()).toEqual(['create a']);
    await answer('create a');
    expect(underWay()).toEqual(['unlink a', 'create c']);
  });
});

it('at most sixteen calls are under way, and the next begins when one has ended', async () => {
  const { events, agent, underWay, answer } = rig();
  events.setAgent(agent);
  events.raise(Array.from({ length: 40 }, (_, index) => created(`f${index}`)));
  expect(underWay()).toHaveLength(16);
  expect(underWay().at(-1)).toBe('create f15');
  await answer('create f7');
  expect(underWay()).toHaveLength(16);
  expect(underWay().at(-1)).toBe('create f16');
  for (let left = 39; left > 0; left -= 1) {
    const [first = ''] = underWay();
    expect(underWay()).toHaveLength(Math.min(16, left));
    await answer(first);
  }
  expect(underWay()).toEqual([]);
});

describe('without an agent', () => {
  it('changes are taken in all the same, in order', () => {
    const { events, told } = rig();
    events.raise([created('a'), deleted('a')]);
    expect(told()).toEqual(['prepare create a', 'done create a', 'prepare unlink a', 'done unlink a']);
  });

  it('that was there, what was asked of it is done, and what waited for it is taken in', async () => {
    const { events, agent, told, break: broken, logged } = rig();
    events.setAgent(agent);
    events.raise([created('a'), deleted('a'), created('b')]);
    told();
    events.setAgent(undefined);
    expect(told()).toEqual(['agent 0']);
    await broken('create a');
    expect(told()).toEqual([
      'done create a',
      'prepare unlink a',
      'done unlink a',
      'prepare create b',
      'done create b',
    ]);
    expect(logged).toEqual(['debug an event was not raised: Error: the agent is gone']);
  });

  it('the next one is told of what comes then', async () => {
    const { events, agent, told, underWay } = rig();
    events.setAgent(agent);
    events.setAgent(undefined);
    events.raise([created('a')]);
    events.setAgent({ ...agent, pid: 78 });
    events.raise([created('b')]);
    expect(told().filter((line) => line.startsWith('agent'))).toEqual(['agent 77', 'agent 0', 'agent 78']);
    expect(underWay()).toEqual(['create b']);
    await settled();
  });
});

it('after its end nothing is begun, and what is under way is still done', async () => {
  const { events, agent, told, answer } = rig();
  events.setAgent(agent);
  events.raise([created('a'), deleted('a')]);
  told();
  events.close();
  events.raise([created('b')]);
  await answer('create a');
  expect(told()).toEqual(['done create a']);
});
