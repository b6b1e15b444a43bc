/** What can be said of an instruction by itself. Pure. */
import type { Instruction } from './parse.ts';
import { finding, type Finding } from './finding.ts';

/** Each instruction, and how many words it wants at least. */
const keywords: Readonly<Record<string, number>> = {
  ADD: 2,
  ARG: 1,
  CMD: 0,
  COPY: 2,
  ENTRYPOINT: 0,
  ENV: 1,
  EXPOSE: 1,
  FROM: 1,
  HEALTHCHECK: 1,
  LABEL: 1,
  MAINTAINER: 1,
  ONBUILD: 1,
  RUN: 1,
  SHELL: 1,
  STOPSIGNAL: 1,
  USER: 1,
  VOLUME: 1,
  WORKDIR: 1,
};

export function lintInstruction(one: Instruction): Finding[] {
  const { keyword, rest, json, line, heredocs, later } = one;
  const least = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
  if (least === undefined) {
    const like = nearest(keyword);
    return like === undefined
      ? [finding(line, 'error', 'unknown', { name: keyword })]
      : [finding(line, 'error', 'unknownLike', { name: keyword, like })];
  }
  const words = json ?? rest.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0 && least > 0) return [finding(line, 'error', 'noArguments', { name: keyword })];
  if (words.length < least) return [finding(line, 'error', 'tooFew', { name: keyword })];
  const found: Finding[] = [];
  if (rest.startsWith('[') && json === undefined && !isTest(keyword, rest))
    found.push(finding(line, keyword === 'SHELL' ? 'error' : 'warning', 'json', { name: keyword }));
  switch (keyword) {
    case 'MAINTAINER':
      found.push(finding(line, 'warning', 'maintainer'));
      break;
    case 'ENV':
      if (!/^[^\s=]+=/.test(rest))
        found.push(finding(line, 'warning', 'legacyEnv', { name: words[0] ?? '' }));
      break;
    case 'ARG':
      if (!/^[A-Za-z_]\w*(?:=|\s|$)/.test(rest))
        found.push(finding(line, 'error', 'argForm', { name: words[0] ?? '' }));
      break;
    case 'CMD':
    case 'ENTRYPOINT':
      if (json === undefined && rest !== '')
        found.push(finding(line, 'advice', 'shellForm', { name: keyword }));
      break;
    case 'ADD':
      if (words.slice(0, -1).every((word) => isPlainFile(word)) && heredocs.length === 0)
        found.push(finding(line, 'advice', 'add'));
      break;
    case 'RUN':
      found.push(...lintApt(one));
      break;
    case 'EXPOSE':
      for (const word of words.filter((port) => !isPort(port)))
        found.push(finding(line, 'error', 'port', { name: word }));
      break;
    case 'WORKDIR':
      if (!/^["']?(?:\/|[A-Za-z]:[\\/]|\$)/.test(rest))
        found.push(finding(line, 'advice', 'workdir', { name: rest.slice(0, 100) }));
      break;
    case 'ONBUILD':
      if (later !== undefined) {
        if (['ONBUILD', 'FROM', 'MAINTAINER'].includes(later.keyword))
          found.push(finding(line, 'error', 'onbuild', { name: later.keyword }));
        else found.push(...lintInstruction(later));
      }
      break;
  }
  return found;
}

/** `[ -f x ] && …` is a shell's test. */
function isTest(keyword: string, rest: string): boolean {
  return keyword === 'RUN' && /^\[\s/.test(rest) && !/^\[\s*"/.test(rest);
}

/** Neither an address nor an archive, which ADD fetches and unpacks. */
function isPlainFile(word: string): boolean {
  return !/^(?:https?:|git@|git:|ssh:|\$)|\.(?:tar|tgz|gz|bz2|xz|txz|tbz2?|zst|git)$|[*?[$]|<</i.test(word);
}

function isPort(word: string): boolean {
  if (word.includes('$')) return true;
  const [, from, to] = /^"?(\d{1,5})(?:-(\d{1,5}))?(?:\/(?:tcp|udp|sctp))?"?$/i.exec(word) ?? [];
  const fits = (port: string | undefined) =>
    port === undefined || (Number(port) > 0 && Number(port) <= 65_535);
  return from !== undefined && fits(from) && fits(to);
}

function lintApt({ rest, heredocs, line }: Instruction): Finding[] {
  const script = [rest, ...heredocs.map(({ text }) => text)].join('\n');
  const installs = [...script.matchAll(/\bapt(?:-get)?\b(?:\s+-\S+)*\s+install\b[^&|;\n]*/g)].map(
    ([whole]) => whole,
  );
  const found: Finding[] = [];
  if (installs.some((one) => !/\s(?:-[a-z]*y[a-z]*|--yes|--assume-yes|-qq)(?=\s|$)/.test(one)))
    found.push(finding(line, 'warning', 'aptYes'));
  const updates = /\bapt(?:-get)?\b(?:\s+-\S+)*\s+update\b/.test(script);
  if (updates !== installs.length > 0) found.push(finding(line, 'warning', 'aptUpdate'));
  return found;
}

/** A keyword that is at most two changes away. */
function nearest(word: string): string | undefined {
  const [best] = Object.keys(keywords)
    .map((keyword) => ({ keyword, far: distance(word.slice(0, 30), keyword) }))
    .sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= 2 && best.far < best.keyword.length ? best.keyword : undefined;
}

/** Letters that are added, left out or replaced (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
