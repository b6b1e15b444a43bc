import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { AppError } from '../../../main/contract/errors.ts';
import { act } from '../../../renderer/stores/act.ts';
import { listsInOrder, useCore } from '../../../renderer/stores/core.ts';
import { dismissNotice, setBusy, showError, useUi } from '../../../renderer/stores/ui.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tasks here don't use it
const client = {} as CoreClient;
const full = new AppError('volume.inUse', { params: { message: 'x' } });

beforeEach(() => {
  useCore.setState(useCore.getInitialState());
  useUi.setState(useUi.getInitialState());
  useCore.setState({ client });
});

it('the list of the page that is shown is asked for first', () => {
  expect(listsInOrder('#/images/sha256:1')).toEqual(['images', 'containers', 'volumes', 'networks']);
  for (const hash of ['', '#/', '#/containers', '#/nothing'])
    expect(listsInOrder(hash)).toEqual(['containers', 'images', 'volumes', 'networks']);
});

describe('notices', () => {
  it('are at most three, the newest, each with an id of its own', () => {
    for (let n = 0; n < 5; n += 1) showError({ code: 'internal', params: { logId: String(n) } });
    const { notices } = useUi.getState();
    expect(notices.map(({ error }) => error.params['logId'])).toEqual(['2', '3', '4']);
    expect(new Set(notices.map(({ id }) => id)).size).toBe(3);
    dismissNotice(notices[1]?.id ?? 0);
    expect(useUi.getState().notices.map(({ error }) => error.params['logId'])).toEqual(['2', '4']);
  });
});

it('what is busy is free again afterwards', () => {
  setBusy('a', true);
  setBusy('b', true);
  setBusy('a', false);
  expect(useUi.getState().busy).toEqual({ b: true });
});

describe('carrying something out', () => {
  const command = { kind: 'volume.remove', names: ['my data'] } as const;
  const last = () => useUi.getState().lastCommand;

  it('shows the command, and that it is busy, until it is done', async () => {
    const during: unknown[] = [];
    const done = await act({ key: 'volume my data', command }, (given) => {
      during.push(given, last(), useUi.getState().busy);
      return Promise.resolve();
    });
    expect(done).toBe(true);
    expect(during).toEqual([
      client,
      { command: "docker volume rm 'my data'", state: 'running' },
      { 'volume my data': true },
    ]);
    expect(last()?.state).toBe('done');
    expect(useUi.getState().busy).toEqual({});
    expect(useUi.getState().notices).toEqual([]);
  });

  it('shows a command line of our own as it is', async () => {
    await act({ command: 'moorage port ls' }, () => Promise.resolve());
    expect(last()).toEqual({ command: 'moorage port ls', state: 'done' });
  });

  it('shows what went wrong, and throws nothing', async () => {
    expect(await act({ key: 'k', command }, () => Promise.reject(full))).toBe(false);
    expect(last()?.state).toBe('failed');
    expect(useUi.getState().busy).toEqual({});
    expect(useUi.getState().notices.map(({ error }) => error)).toEqual([
      { code: 'volume.inUse', params: { message: 'x' } },
    ]);
  });

  it('hands the error to whoever wants it, instead of a notice', async () => {
    const onError = vi.fn();
    await act({ onError }, () => Promise.reject(full));
    expect(onError).toHaveBeenCalledExactlyOnceWith({ code: 'volume.inUse', params: { message: 'x' } });
    expect(useUi.getState().notices).toEqual([]);
  });

  it('keeps a cancel to itself', async () => {
    for (const error of [new DOMException('', 'AbortError'), new AppError('cancelled')]) {
      expect(await act({}, () => Promise.reject(error))).toBe(false);
    }
    expect(useUi.getState().notices).toEqual([]);
  });

  it('tells that there is no connection', async () => {
    useCore.setState({ client: undefined });
    expect(await act({}, () => Promise.resolve())).toBe(false);
    expect(useUi.getState().notices[0]?.error.code).toBe('link.closed');
  });

  it('says nothing of a fault of its own but an id, which the console has too', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await act({}, () => Promise.reject(new TypeError('secret')));
    const error = useUi.getState().notices[0]?.error;
    expect(error?.code).toBe('internal');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(logged.mock.calls[0]?.[0]).toBe(`[${error?.params['logId']}]`);
    logged.mockRestore();
  });
});
