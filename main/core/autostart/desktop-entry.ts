/**
 * The file that has a Linux desktop start a program at login, as text: freedesktop's Desktop Entry Specification 1.5 and Desktop
 * Application Autostart Specification 0.5.
 */
import type { LoginItem } from './autostart.ts';

/** A key of our own: how the program was to start, whatever its command looks like. */
const hiddenKey = 'X-Moorage-Hidden';

/** The file's content; `argv` is what is started. */
export function desktopEntry(argv: readonly string[], hidden: boolean): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Moorage',
    'Comment=Docker Engine in a small virtual machine',
    `Exec=${argv.map(execWord).join(' ')}`,
    'Icon=moorage',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    `${hiddenKey}=${hidden}`,
    '',
  ].join('\n');
}

/** What such a file means for a desktop. */
export function readDesktopEntry(text: string): LoginItem {
  const keys = new Map<string, string>();
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) inside = line.trim() === '[Desktop Entry]';
    const found = /^([\w-]+)\s*=\s*(.*)$/.exec(line);
    if (inside && found !== null) keys.set(found[1] ?? '', (found[2] ?? '').trim());
  }
  const enabled =
    keys.has('Exec') && keys.get('Hidden') !== 'true' && keys.get('X-GNOME-Autostart-enabled') !== 'false';
  return { enabled, hidden: keys.get(hiddenKey) === 'true' };
}

/**
 * A word of `Exec`: in quotation marks where it has anything special, `"`, `` ` ``, `$` and `\` behind a backslash; a percent sign
 * is doubled. Then the file's own rule for texts doubles each backslash once more.
 */
function execWord(word: string): string {
  const doubled = word.replaceAll('%', '%%');
  const quoted = /^[\w@%+=:,./-]+$/.test(doubled) ? doubled : `"${doubled.replace(/["`$\\]/g, '\\$&')}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}
