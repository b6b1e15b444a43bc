/** What is wrong with a Dockerfile, or could be better, by its lines. Pure; the texts are the window's. */
import type { Dockerfile, Instruction } from './parse.ts';
import { parseDockerfile } from './parse.ts';
import { finding, type Finding } from './finding.ts';
import { lintInstruction } from './lint-instruction.ts';
import { findStage, stagesOf, type Stage } from './stages.ts';

/** Findings by line. `target`: the stage that is to be built. */
export function lintDockerfile(text: string, target?: string): Finding[] {
  const file = parseDockerfile(text);
  const stages = stagesOf(file);
  const findings = [
    ...lintFile(file, stages, target),
    ...file.instructions.flatMap((one) => lintInstruction(one)),
    ...stages.flatMap((stage) => lintStage(stage, stages)),
  ];
  return findings.sort((a, b) => a.line - b.line);
}

function lintFile(file: Dockerfile, stages: readonly Stage[], target: string | undefined): Finding[] {
  const found: Finding[] = file.unended.map(({ line, name }) => finding(line, 'error', 'heredoc', { name }));
  const escape = file.directives.get('escape');
  if (escape !== undefined && escape !== '\\' && escape !== '`')
    found.push(finding(1, 'error', 'escape', { name: escape }));
  if (stages.length === 0) found.push(finding(1, 'error', 'noFrom'));
  else if (target !== undefined && target !== '' && findStage(stages, target) === undefined)
    found.push(finding(stages.at(-1)?.from.line ?? 1, 'error', 'target', { name: target }));
  for (const { keyword, line } of file.instructions) {
    if (keyword === 'FROM') break;
    if (keyword !== 'ARG' && stages.length > 0)
      found.push(finding(line, 'error', 'beforeFrom', { name: keyword }));
  }
  return found;
}

function lintStage(stage: Stage, stages: readonly Stage[]): Finding[] {
  const { from, name, instructions } = stage;
  const found = lintFrom(stage);
  if (name !== undefined && stages.some((other) => other.index < stage.index && other.name === name))
    found.push(finding(from.line, 'error', 'stageTwice', { name }));
  for (const keyword of ['CMD', 'ENTRYPOINT']) {
    // Only the last one counts.
    for (const { line } of instructions.filter((one) => one.keyword === keyword).slice(0, -1))
      found.push(finding(line, 'warning', 'twice', { name: keyword }));
  }
  for (const one of instructions) found.push(...lintCopyFrom(one, stage, stages));
  return found;
}

function lintFrom({ from, base, parent, name }: Stage): Finding[] {
  const words = from.rest.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  if (words.length !== 1 && (words.length !== 3 || words[1]?.toLowerCase() !== 'as'))
    return [finding(from.line, 'error', 'fromForm')];
  const found: Finding[] = [];
  if (name !== undefined && !/^[a-z][a-z0-9._-]*$/.test(name))
    found.push(finding(from.line, 'error', 'stageName', { name }));
  const isImage = parent === undefined && base !== 'scratch' && !base.includes('$') && !base.includes('@');
  const tag = /:([^/:]+)$/.exec(base)?.[1];
  if (isImage && tag === undefined) found.push(finding(from.line, 'advice', 'noTag', { name: base }));
  if (isImage && tag === 'latest') found.push(finding(from.line, 'advice', 'latest', { name: base }));
  return found;
}

function lintCopyFrom(
  { flags, keyword, line }: Instruction,
  stage: Stage,
  stages: readonly Stage[],
): Finding[] {
  const from = flags.find((flag) => flag.name === 'from')?.value;
  if (from === undefined || keyword !== 'COPY' || from.includes('$')) return [];
  const before = stages.slice(0, stage.index);
  if (findStage(before, from) !== undefined) return [];
  if (/^\d+$/.test(from)) return [finding(line, 'error', 'copyFromNumber', { name: from })];
  // What has a slash, a tag or a dot is an image; a plain word most often is a stage's name that was mistyped.
  return /[/:.@]/.test(from) ? [] : [finding(line, 'warning', 'copyFrom', { name: from })];
}
