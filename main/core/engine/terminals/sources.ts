/** Where the sessions of a link come from. */
import type Docker from 'dockerode';
import type { Guest } from '../../guest/guest.ts';
import type { SessionSources } from '../../guest/session-handlers.ts';
import { execSession } from '../containers.ts';
import { attachSession } from './attach.ts';
import { debugSession } from './debug.ts';
import { hangUpProgram } from './hang-up.ts';

export function terminalSources(docker: Docker, guest: () => Guest): SessionSources {
  return {
    guest,
    exec: (options, signal) =>
      execSession(docker, options, signal, (answer) => hangUpProgram(guest(), answer)),
    attach: (options, signal) => attachSession(docker, options, signal),
    debug: (options, signal) => debugSession({ docker, guest }, options, signal),
  };
}
