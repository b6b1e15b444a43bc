import { describe, expect, it } from 'vitest';
import { defaultState, usableState } from '../../main/hosts/electron/bounds.ts';
import { externalUrl, isOwnUrl } from '../../main/hosts/electron/guard.ts';
import { shellOptions } from '../../main/hosts/electron/options.ts';
import { trayLook, trayMenu } from '../../main/hosts/electron/tray.ts';
import type { VmState } from '../../main/contract/model.ts';

describe('addresses', () => {
  it.each([
    ['https://docs.docker.com/engine', 'https://docs.docker.com/engine'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://127.0.0.1:3000/x?y#z', 'http://127.0.0.1:3000/x?y#z'],
    ['http://[::1]:80/', 'http://[::1]/'],
    ['HTTP://LOCALHOST/', 'http://localhost/'],
  ])('%s goes to the browser', (text, url) => expect(externalUrl(text)).toBe(url));

  it.each([
    'http://example.com/',
    'http://localhost.example.com/',
    'http://localhost@example.com/',
    'http://127.0.0.1.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'app://moorage/',
    'ms-msdt:/id',
    'smb://server/share',
    'vscode://file/x',
    '//example.com',
    '',
  ])('%s goes nowhere', (text) => expect(externalUrl(text)).toBeUndefined());

  it.each([
    ['app://moorage/', true],
    ['app://moorage/index.html#/containers', true],
    ['app://moorage.example.com/', false],
    ['app://other/', false],
    ['https://moorage/', false],
    ['about:blank', false],
    ['', false],
  ])('%s is our own: %s', (text, own) => expect(isOwnUrl(text)).toBe(own));
});

describe('what the window remembers', () => {
  const screen = [{ x: 0, y: 25, width: 1440, height: 875 }];
  const saved = (bounds: unknown, maximized: unknown = false) => usableState({ bounds, maximized }, screen);

  it('is taken as it was', () => {
    const bounds = { x: 20, y: 30, width: 1000, height: 700 };
    expect(saved(bounds, true)).toEqual({ bounds, maximized: true });
  });

  it.each([
    ['nothing', undefined],
    ['text', 'x'],
    ['a missing side', { x: 0, y: 30, width: 1000 }],
    ['a broken number', { x: 0, y: 30, width: 1000, height: 700.5 }],
    ['a huge number', { x: 0, y: 30, width: 1e9, height: 700 }],
    ['too small', { x: 0, y: 30, width: 100, height: 100 }],
    ['off the screen', { x: 3000, y: 30, width: 1000, height: 700 }],
    ['almost off the screen', { x: 1400, y: 30, width: 1000, height: 700 }],
    ['its title bar above the screen', { x: 0, y: -300, width: 1000, height: 700 }],
  ])('is dropped: %s', (_, bounds) => expect(saved(bounds)).toEqual(defaultState));
});

describe('the tray’s menu', () => {
  const problem = { subject: 'port 80/tcp', error: { code: 'internal' as const, params: {} } };
  const states: [VmState | undefined, string, string, string[]][] = [
    [undefined, 'stopped', 'Not connected', []],
    [{ kind: 'absent' }, 'stopped', 'No VM yet', ['start']],
    [{ kind: 'stopped' }, 'stopped', 'Stopped', ['start']],
    [{ kind: 'starting', step: 'boot', since: 0 }, 'starting', 'Starting …', ['stop']],
    [{ kind: 'running', since: 0, problems: [] }, 'running', 'Running', ['stop', 'restart']],
    [
      { kind: 'running', since: 0, problems: [problem] },
      'problem',
      'Running, with problems',
      ['stop', 'restart'],
    ],
    [{ kind: 'stopping', since: 0 }, 'starting', 'Stopping …', []],
    [{ kind: 'failed', error: problem.error }, 'problem', 'Failed', ['start']],
  ];

  it.each(states)('%o', (state, look, label, enabled) => {
    expect(trayLook(state)).toBe(look);
    const menu = trayMenu(state, 'en');
    expect(menu[0]).toEqual({ kind: 'state', label });
    const can = menu.flatMap((entry) => (entry.kind === 'action' && entry.enabled ? [entry.action] : []));
    expect(can).toEqual([...enabled, 'open', 'copy', 'quit']);
    const shape = (entries: typeof menu) => entries.map((entry) => ({ ...entry, label: '' }));
    const chinese = trayMenu(state, 'zh-CN');
    expect(shape(chinese)).toEqual(shape(menu));
    for (const entry of chinese) if (entry.kind === 'state') expect(entry.label).toMatch(/\p{Script=Han}/u);
  });
});

describe('the command line', () => {
  it.each([
    [['x'], { driver: 'qemu', start: false, hidden: false }],
    [['x', '.', '--inspect', '--driver', 'fake'], { driver: 'fake', start: false, hidden: false }],
    [['x', '--driver=fake', '--no-sandbox', '--start'], { driver: 'fake', start: true, hidden: false }],
    [['x', '--start', '--hidden'], { driver: 'qemu', start: true, hidden: true }],
    [['x', '--driver', 'none'], { driver: 'qemu', start: false, hidden: false }],
    [['x', '--driver'], { driver: 'qemu', start: false, hidden: false }],
  ])('%o', (argv, options) => expect(shellOptions(argv)).toEqual(options));
});
