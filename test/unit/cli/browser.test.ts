import { describe, expect, it } from 'vitest';
import { browserCommand, openBrowser, wantsBrowser } from '../../../main/cli/browser.ts';

const url = 'http://127.0.0.1:1/?token=a&b=c';

describe('the browser', () => {
  it.each([
    ['linux', ['xdg-open', url]],
    ['freebsd', ['xdg-open', url]],
    ['darwin', ['open', url]],
    ['win32', ['rundll32', 'url.dll,FileProtocolHandler', url]],
  ] as const)('on %s', (platform, command) => {
    expect(browserCommand(platform, url)).toEqual(command);
  });

  it('opens by itself where somebody sees it and nobody has said no', () => {
    const wants = (platform: NodeJS.Platform, env: Record<string, string>, isTTY = true) =>
      wantsBrowser({ platform, env, isTTY });
    expect(wants('linux', {})).toBe(false);
    expect(wants('linux', { DISPLAY: '' })).toBe(false);
    expect(wants('linux', { DISPLAY: ':0' })).toBe(true);
    expect(wants('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(wants('linux', { DISPLAY: ':0' }, false)).toBe(false);
    expect(wants('linux', { DISPLAY: ':0', MOORAGE_NO_BROWSER: '1' })).toBe(false);
    expect(wants('darwin', {})).toBe(true);
    expect(wants('win32', {})).toBe(true);
    expect(wants('win32', { MOORAGE_NO_BROWSER: '1' })).toBe(false);
    expect(wants('darwin', {}, false)).toBe(false);
  });

  it('that cannot be had is an error which keeps the address to itself', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      const error = await openBrowser('linux', url).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'window.noBrowser', params: { program: 'xdg-open' } });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('token');
    } finally {
      process.env['PATH'] = path;
    }
  });
});
