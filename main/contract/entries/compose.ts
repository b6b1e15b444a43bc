/** What can be asked about compose projects. What is done with their containers is asked of containers. */
import * as v from 'valibot';
import { composeRun } from '../compose-model.ts';
import { reference, transferItem } from '../engine-model.ts';
import { call, stream } from '../rpc.ts';
import { hostPath } from './words.ts';

export const composeEntries = {
  /**
   * Runs `docker compose up` or `down` and tells what it says, line by line. Leaving the stream ends the program.
   * Throws `compose.noProgram`, `compose.failed`, `compose.notStarted`, `file.missing`, `vm.notRunning`.
   */
  'compose.run': stream(composeRun, transferItem),
  /**
   * One of the files that the containers of a project name as theirs. Throws `compose.notNamed`, `compose.notCompose`,
   * `file.missing`, `file.failed`.
   */
  'compose.file': call(
    v.strictObject({ project: reference, path: hostPath }),
    v.object({ text: v.string() }),
  ),
};
