import { describe, expect, it } from 'vitest';
import { containerActions, parseEvent, parseListEvent } from '../../../main/core/engine/event-lines.ts';

const line = (Type: string, Action: string, ID: unknown, Attributes: object = {}) =>
  JSON.stringify({ Type, Action, Actor: { ID, Attributes } });

describe('an event', () => {
  it('tells of a container', () => {
    expect(parseEvent(line('container', 'start', 'abc', { name: 'web' }))).toEqual({
      action: 'start',
      id: 'abc',
      name: 'web',
    });
    expect(parseEvent(line('container', 'rename', 'abc', { name: '\u001b[2J' }))).toMatchObject({ name: '' });
  });

  it.each(['connect', 'disconnect'])('of a network tells of the container: %s', (action) => {
    const attributes = { container: 'abc', name: 'bridge', type: 'bridge' };
    expect(parseEvent(line('network', action, 'fff', attributes))).toEqual({ action, id: 'abc', name: '' });
    expect(parseEvent(line('container', action, 'abc', attributes))).toBeUndefined();
    for (const container of [undefined, 7, '', '../x', 'x'.repeat(65)])
      expect(parseEvent(line('network', action, 'fff', { container }))).toBeUndefined();
  });

  it('of a network is no event of a container, whatever it is called', () => {
    for (const action of containerActions)
      if (!action.endsWith('connect'))
        expect(parseEvent(line('network', action, 'abc', { container: 'abc' }))).toBeUndefined();
    expect(parseEvent(line('network', 'create', 'abc', { container: 'abc' }))).toBeUndefined();
  });

  it.each(['', 'null', '[]', '{', '{"Type":"container"}', '{"Type":"container","Action":"start","Actor":7}'])(
    'is none: %j',
    (text) => {
      expect(parseEvent(text)).toBeUndefined();
    },
  );

  it('changes a list', () => {
    expect(parseListEvent(line('network', 'connect', 'fff'))).toEqual({
      subject: 'network',
      action: 'connect',
      id: 'fff',
      container: '',
    });
    expect(parseListEvent(line('container', 'exec_start', 'abc'))).toBeUndefined();
    expect(parseListEvent(line('plugin', 'enable', 'abc'))).toBeUndefined();
  });
});
