/** Which of the programs that may be compose is one: asked for its version, one after the other. */
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { ComposeProgram } from './find-program.ts';
import { hostProgram } from './told-program.ts';

/** Milliseconds that a program may take to say its version: the first time, a virus scanner looks at it. */
const answerMs = 30_000;

/** The first that answers; undefined if none does. Version 1, which is written `docker-compose` too, knows no `--short`. */
export async function firstThatAnswers(
  programs: readonly ComposeProgram[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ComposeProgram | undefined> {
  for (const program of programs) {
    signal.throwIfAborted();
    if ((await isThere(program[0])) && (await answers(program, env))) return program;
  }
  return undefined;
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function answers(program: ComposeProgram, env: NodeJS.ProcessEnv): Promise<boolean> {
  const asked = hostProgram([...program, 'version', '--short'], { env, cwd: tmpdir() });
  let said = '';
  for (const output of asked.outputs)
    output.on('data', (chunk: Buffer) => {
      if (said.length < 1000) said += chunk.toString();
    });
  const late = setTimeout(asked.end, answerMs);
  try {
    return (await asked.exited) === 0 && !/^v?1\./.test(said);
  } catch {
    return false; // it is there and can't be started: the next one may be
  } finally {
    clearTimeout(late);
  }
}
