/** A terminal's colours, each readable on its ground; they follow the window's theme. */
import type { ITheme } from '@xterm/xterm';

/** In the order of the sixteen colours that programs know by number; the same as in logs (`styles/logs.css`). */
const light = [
  ...['#16202a', '#a31d16', '#1a6b3b', '#7a4d00', '#1f57a8', '#84309b', '#0f6272', '#4a5661'],
  ...['#5a6570', '#b3261e', '#1c7340', '#805000', '#2460bd', '#9238ab', '#126b7d', '#16202a'],
];
const dark = [
  ...['#97a4ae', '#f28b82', '#66c78b', '#e3b25a', '#82b1ff', '#d7a6f0', '#6fd3e3', '#d5dce2'],
  ...['#b4bfc8', '#ff9e96', '#7fdca3', '#f2c776', '#9cc2ff', '#e2bbf7', '#8ce2f0', '#ffffff'],
];
const names = [
  ...(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const),
  ...(['brightBlack', 'brightRed', 'brightGreen', 'brightYellow'] as const),
  ...(['brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite'] as const),
];

export function terminalTheme(isDark: boolean): ITheme {
  const inks = isDark ? dark : light;
  return {
    ...Object.fromEntries(names.map((name, at) => [name, inks[at]])),
    ...(isDark
      ? { background: '#0d1115', foreground: '#e6ebef', cursor: '#e3b25a', cursorAccent: '#0d1115' }
      : { background: '#eceef0', foreground: '#16202a', cursor: '#17658f', cursorAccent: '#eceef0' }),
    selectionBackground: isDark ? '#2f5566' : '#b7d3e4',
  };
}
