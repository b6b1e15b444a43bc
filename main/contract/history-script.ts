/** What was done as a script, for whoever wants to do it again. Pure. */
import type { HistoryEntry } from './history-model.ts';
import { variablesOf } from './secret-words.ts';
import { commandFor, type Shell } from './shell-quote.ts';

/**
 * The commands in the order in which they were done. It ends at the first that fails, and before the first where a
 * variable is missing whose value was not kept. A command that was kept without its end is a comment.
 */
export function scriptOf(
  entries: readonly Pick<HistoryEntry, 'at' | 'words' | 'cut'>[],
  shell: Shell,
): string {
  const posix = shell === 'posix';
  const ordered = entries.toSorted((a, b) => a.at - b.at);
  const whole = ordered.filter(({ cut }) => !cut);
  const variables = [...new Set(whole.flatMap(({ words }) => variablesOf(words)))];
  const lines = ordered.map(({ words, cut }) => (cut ? comment(words) : runLine(words, shell)));
  return `${[
    ...(posix ? ['#!/bin/sh', 'set -eu'] : ["$ErrorActionPreference = 'Stop'"]),
    ...variables.map((name) => checkLine(name, posix)),
    ...lines,
  ].join('\n')}\n`;
}

/** PowerShell before 7.4 goes on when a program fails, whatever `$ErrorActionPreference` says. */
function runLine(words: readonly string[], shell: Shell): string {
  const command = commandFor(shell, words);
  return shell === 'posix' ? command : `${command}; if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }`;
}

function checkLine(name: string, posix: boolean): string {
  return posix
    ? `: "\${${name}:?is not kept in the history: set it}"; export ${name}`
    : `if (-not $env:${name}) { throw '${name} is not kept in the history: set it' }`;
}

/** Nothing of the words may end the comment's line. */
function comment(words: readonly string[]): string {
  const start = words
    .slice(0, 4)
    .join(' ')
    .replaceAll(/\s+|\p{Cc}+/gu, ' ');
  return `# too long to be kept: ${start.slice(0, 200)} ...`;
}
