/** English texts of every error: what happened, and what to do. One sentence each; `{name}` is filled in. */
import { machine } from './messages/machine.ts';
import { ports } from './messages/ports.ts';
import { program } from './messages/program.ts';
import { setup } from './messages/setup.ts';
import { shares } from './messages/shares.ts';
import { autostart } from './messages/autostart.ts';
import { daemonConfig } from './messages/daemon-config.ts';
import { builds } from './messages/builds.ts';
import { compose } from './messages/compose.ts';
import { engine } from './messages/engine.ts';
import { files } from './messages/files.ts';
import { innerFiles } from './messages/inner-files.ts';
import { images } from './messages/images.ts';
import { run } from './messages/run.ts';
import { networks } from './messages/networks.ts';
import { volumes } from './messages/volumes.ts';
import { terminals } from './messages/terminals.ts';
import { lists } from './messages/lists.ts';
import { logs } from './messages/logs.ts';
import { registries } from './messages/registries.ts';
import { removed } from './messages/removed.ts';

export const english = {
  'engine.unreachable': {
    what: "The Docker Engine doesn't answer ({reason}).",
    hint: 'Wait a moment and try again, or restart the VM with `moorage restart`.',
  },
  'engine.refused': {
    what: 'The Docker Engine says: {message}',
    hint: 'See `moorage logs engine` for more.',
  },
  'container.nameTaken': {
    what: 'There is a container of that name already. The engine says: {message}',
    hint: 'Choose another name, or remove or rename that container.',
  },
  'container.gone': {
    what: "That container isn't there any more. The engine says: {message}",
    hint: 'It was removed meanwhile; nothing else needs to be done.',
  },
  'container.noProgram': {
    what: "The program isn't in the container. The engine says: {message}",
    hint: 'Choose a program that the image has; some images have no shell at all.',
  },
  'engine.portTaken': {
    what: 'A port is taken already. The engine says: {message}',
    hint: 'Choose another port, or stop what uses it.',
  },
  'volume.inUse': {
    what: 'The volume is in use. The engine says: {message}',
    hint: 'Remove the containers that use it first.',
  },
  'network.inUse': {
    what: 'The network is in use. The engine says: {message}',
    hint: 'Stop or disconnect the containers on it first.',
  },
  'registry.unreachable': {
    what: "The registry can't be reached. The engine says: {message}",
    hint: 'Check the network and the name of the registry, then try again.',
  },
  'engine.socketBusy': {
    what: "The engine socket {path} can't be opened: {reason}.",
    hint: 'Another program holds it. End that program, or set MOORAGE_HOME to another folder.',
  },
  'docker.config': {
    what: "Docker's own configuration {path} can't be changed: {reason}.",
    hint: 'Use `moorage env` to set DOCKER_HOST instead.',
  },
  'file.failed': {
    what: "{path} can't be used: {reason}.",
    hint: 'Check that it exists and that you may use it.',
  },
  ...machine.en,
  ...ports.en,
  ...program.en,
  ...setup.en,
  ...shares.en,
  ...autostart.en,
  ...daemonConfig.en,
  ...compose.en,
  ...logs.en,
  ...engine.en,
  ...files.en,
  ...innerFiles.en,
  ...images.en,
  ...run.en,
  ...lists.en,
  ...volumes.en,
  ...networks.en,
  ...terminals.en,
  ...registries.en,
  ...builds.en,
  ...removed.en,
  cancelled: {
    what: 'Cancelled.',
    hint: 'Nothing was changed.',
  },
  internal: {
    what: 'Something in Moorage itself went wrong (log entry {logId}).',
    hint: 'See `moorage logs app` and report it.',
  },
} as const satisfies Record<string, { what: string; hint: string }>;
