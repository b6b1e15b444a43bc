/** What a guest that means harm could say in every place that the window shows. A real engine takes most of it too. */
import type { Engine } from './engine.ts';
import { addImage } from './images.ts';
import { addNetwork } from './networks.ts';
import { minute, seedContainer } from './seeding.ts';
import { addVolume } from './volumes.ts';

const html = '<img src=x onerror=alert(1)>';
const script = '"><script>alert(1)</script><a href="javascript:alert(1)">';
/** Clears the screen, sets the window's title, writes the clipboard (OSC 52). */
const escapes = '\u001B[2J\u001B[H\u001B]0;owned\u0007\u001B]52;c;b3duZWQ=\u0007\u001B[31mred';
/** A mark that turns the direction around, so that `gpj.exe` reads as `exe.jpg`. */
const turned = 'photo\u202Egpj.exe\u202C\u2066\u2069\u200F';
const controls = 'a\u0000b\u0008c\u000Bd\u007Fe\u0085f\u2028g';
const nasty = [html, script, escapes, turned, controls];
/** A megabyte in one word, for everything that has a name or a value. */
const endless = 'w'.repeat(1024 * 1024);

/** Names of files: the longest that Linux allows, and one that only a guest that lies has. */
export const hostileFiles: readonly string[] = [
  ...nasty.map((text) => `file ${text.replaceAll(/[\0/]/g, '')}`),
  'n'.repeat(255),
  `endless-${endless}`,
];

export function fillHostile(engine: Engine): void {
  const created = engine.now() - 10 * minute;
  const labels = Object.fromEntries([
    ...nasty.map((text, n) => [`nasty-${n}`, text] as const),
    ...nasty.map((text) => [text, 'in the name'] as const),
    ['__proto__', 'polluted'],
    ['constructor', 'polluted'],
    ['com.docker.compose.project', html],
    ['com.docker.compose.service', turned],
  ]);
  const config = { Cmd: ['node', html], Env: nasty.map((text, n) => `NASTY_${n}=${text}`), Labels: labels };
  const tags = [`${html}:latest`, `evil/${turned}:${escapes}`, `evil/controls:${controls}`];
  addImage(engine, { tags, created, size: 1_000_000, config, idFrom: 'hostile', userland: 'full' });
  addImage(engine, { tags: ['evil/plain:latest'], created, size: 2 ** 53, config });
  for (const text of nasty) engine.registry.set(text, new Set([text]));
  engine.registry.set('evil/plain', new Set(nasty));
  for (const text of nasty) {
    addVolume(engine, { name: `volume ${text}`, created, labels, options: { type: text } });
    addNetwork(engine, { name: `network ${text}`, created, labels, options: { type: text } });
  }
  const lines = [
    ...nasty,
    ...nasty.map((text) => `!${text}`),
    '\r\roverwritten\r',
    '\u001B[999999999C',
    'last',
  ];
  for (const [n, text] of nasty.entries()) {
    seedContainer(engine, {
      ...{ name: `evil-${n}-${text}`, made: 10 * minute, started: 9 * minute, lines },
      body: {
        ...{ Image: 'evil/plain:latest', Cmd: ['node', text], Labels: { ...labels, [`own-${n}`]: text } },
        ...{ Env: [`OWN=${text}`], WorkingDir: `/${text}`, User: text, Hostname: text },
        HostConfig: { Binds: [`/srv/${text.replaceAll(':', '')}:/mnt`] },
      },
      chatter: n === 0 ? [html, escapes, `!${turned}`] : [],
    });
  }
  seedContainer(engine, {
    ...{ name: 'long-command', made: 8 * minute, started: 8 * minute },
    body: { Image: `${html}:latest`, Cmd: ['node', '-e', 'x'.repeat(10_000)] },
  });
  seedContainer(engine, {
    ...{ name: 'long-line', made: 7 * minute, started: 7 * minute, ended: 6 * minute, exitCode: 255 },
    body: { Image: 'evil/plain:latest' },
    lines: ['before', 'y'.repeat(1024 * 1024), `!${html.repeat(1000)}`, 'after'],
  });
  seedContainer(engine, {
    ...{ name: 'half', made: 7 * minute, started: 7 * minute },
    // Half of a character and a sign of addresses, neither of which an address can hold as it is.
    body: { Image: 'evil/plain:latest', Labels: { 'com.docker.compose.project': '50% \uD800 up' } },
  });
  fillEndless(engine, created);
}

/** One of each kind whose name, labels and values are a megabyte. */
function fillEndless(engine: Engine, created: number): void {
  const labels = { [`label-${endless}`]: 'short', short: endless };
  const config = { Cmd: [endless], Env: [`ENDLESS=${endless}`, `${endless}=short`], Labels: labels };
  addImage(engine, { tags: [`endless/${endless}:latest`], created, size: 1, config });
  addImage(engine, { tags: ['evil/endless:latest'], created, size: 1, config, idFrom: 'endless' });
  addVolume(engine, { name: `endless-${endless}`, created, labels, options: { type: endless } });
  addVolume(engine, { name: 'endless-inside', created, labels, options: { type: endless } });
  addNetwork(engine, { name: `endless-${endless}`, created, labels, options: { type: endless } });
  seedContainer(engine, {
    ...{
      name: `endless-${endless}`,
      made: 11 * minute,
      started: 11 * minute,
      lines: [endless, `!${endless}`, 'end'],
    },
    body: {
      ...{
        Image: 'evil/endless:latest',
        ...config,
        WorkingDir: `/${endless}`,
        User: endless,
        Hostname: endless,
      },
      HostConfig: { Binds: [`/srv/${endless}:/mnt`, 'endless-inside:/data'] },
    },
  });
}
