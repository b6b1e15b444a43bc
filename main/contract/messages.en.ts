/** English texts of every error: what happened, and what to do. One sentence each; `{name}` is filled in. */
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
  'home.pathTooLong': {
    what: 'The folder {path} is too long a path: its sockets would need {length} bytes and the system allows {limit}.',
    hint: 'Set MOORAGE_HOME to a shorter path.',
  },
  'home.notAbsolute': {
    what: 'MOORAGE_HOME is {path}, which is not a whole path.',
    hint: 'Set it to a path from the root on.',
  },
  'home.notWritable': {
    what: "Moorage can't write to its folder {path}: {reason}.",
    hint: 'Make the folder writable, or set MOORAGE_HOME to one that is.',
  },
  'home.unsafe': {
    what: 'The folder {path} belongs to another user.',
    hint: 'Set MOORAGE_HOME to a folder of your own.',
  },
  'home.diskFull': {
    what: 'The disk that holds {path} is full.',
    hint: 'Free some space on it, then try again; nothing was lost.',
  },
  'config.notJson': {
    what: "The settings file {path} isn't valid: {reason}.",
    hint: 'Mend it with `moorage config edit`, or delete it to go back to the defaults.',
  },
  'config.unknownKey': {
    what: 'There is no setting called {key}.',
    hint: 'Known settings: {known}.',
  },
  'config.invalid': {
    what: "{value} isn't a valid value for {key}.",
    hint: 'Use {expected}.',
  },
  'config.tooMuchMemory': {
    what: '{value} is more memory than this computer has ({available}).',
    hint: 'Choose at most {available}.',
  },
  'config.tooManyCpus': {
    what: '{value} is more CPUs than this computer has ({available}).',
    hint: 'Choose at most {available}.',
  },
  'config.diskShrink': {
    what: 'The data disk has {present} GiB and cannot become smaller ({value} GiB was asked for).',
    hint: 'Choose {present} or more, or delete the VM first with `moorage delete`.',
  },
  'setup.network': {
    what: "{url} can't be fetched: {reason}.",
    hint: 'Check the network, then run the same command again; what was fetched is kept.',
  },
  'setup.signature': {
    what: "The package index {url} isn't signed by Debian: {reason}.",
    hint: 'Something between here and the mirror may have changed it. Try another network or mirror; nothing was installed.',
  },
  'setup.rollback': {
    what: 'The package index {url} is older ({date}) than the one seen before ({seen}).',
    hint: 'The mirror is out of date or replays an old index. Try later or set MOORAGE_DEBIAN_MIRROR to another one.',
  },
  'setup.hash': {
    what: "{name} was fetched but isn't what the signed index promises ({expected}, got {actual}).",
    hint: 'The file was discarded. Run the same command again; if it comes back, try another network or mirror.',
  },
  'setup.diskFull': {
    what: 'There is not enough space in {path}.',
    hint: 'Free some space or set MOORAGE_CACHE to a folder on a larger disk, then run the same command again.',
  },
  'setup.notWritable': {
    what: "The cache {path} can't be written to: {reason}.",
    hint: 'Make the folder writable, or set MOORAGE_CACHE to one that is.',
  },
  'setup.packageMissing': {
    what: 'The Debian archive has no package {name} for {architecture}.',
    hint: 'Try later or set MOORAGE_DEBIAN_MIRROR to another mirror.',
  },
  'setup.archive': {
    what: "{name} can't be unpacked: {reason}.",
    hint: 'Delete it from the cache and run the same command again.',
  },
  'setup.tool': {
    what: '{tool} failed: {reason}.',
    hint: 'Run the same command again; if it comes back, report it with this text.',
  },
  'setup.unsupported': {
    what: 'The VM image can only be built on Linux, and this is {platform}.',
    hint: 'Build it on Linux with `npm run moorage -- image build`, copy the folder to {path}, and start again.',
  },
  'qemu.missing': {
    what: 'QEMU was not found.',
    hint: '{how}',
  },
  'qemu.failed': {
    what: "QEMU didn't start: {reason}.",
    hint: 'See `moorage logs vm` for what it said.',
  },
  'qemu.command': {
    what: 'QEMU refused the command {command}: {reason}.',
    hint: 'Stop the VM and start it again.',
  },
  'vm.noAcceleration': {
    what: "This computer's hardware virtualization can't be used ({reason}).",
    hint: 'Turn on virtualization in the firmware settings; until then the VM runs in software and is slow.',
  },
  'vm.driverUnavailable': {
    what: "The driver {driver} can't run here: {reason}.",
    hint: 'Choose another with `moorage start --driver NAME`.',
  },
  'vm.imageMissing': {
    what: 'The VM image is not there yet ({path}).',
    hint: 'Run `npm start` once: it builds or fetches the image.',
  },
  'vm.imageDamaged': {
    what: 'The VM image {path} is damaged: {reason}.',
    hint: 'It will be made again at the next `npm start`. Your containers and volumes are on another disk and untouched.',
  },
  'vm.dataDiskDamaged': {
    what: "The VM's data disk can't be used: {reason}.",
    hint: 'It was left as it is. Make a copy of {path} before anything else; `moorage delete` starts afresh.',
  },
  'vm.diskFull': {
    what: "The disk that holds the VM's data ({path}) is full; the VM is paused.",
    hint: 'Free some space; the VM goes on by itself and nothing is lost.',
  },
  'vm.stepTimeout': {
    what: 'Starting the VM got stuck at "{step}" for {seconds} seconds.',
    hint: 'Try again; if it comes back, see `moorage logs vm`.',
  },
  'vm.exited': {
    what: 'The VM ended by itself ({reason}).',
    hint: 'Start it again; if it comes back, see `moorage logs vm`.',
  },
  'vm.notRunning': {
    what: "The VM isn't running.",
    hint: 'Start it with `moorage start`.',
  },
  'vm.busy': {
    what: 'The VM is busy: {state}.',
    hint: 'Wait until that is done, or stop it first.',
  },
  'guest.unreachable': {
    what: "The VM runs but can't be reached ({reason}).",
    hint: 'Wait a moment and try again, or restart the VM with `moorage restart`.',
  },
  'guest.hostKey': {
    what: 'The VM showed another key than the one it was given; the connection was refused.',
    hint: 'Restart the VM with `moorage restart`; if it comes back, delete it and report this.',
  },
  'guest.command': {
    what: 'A command in the VM failed ({command}, exit code {exitCode}): {reason}.',
    hint: 'Try again; if it comes back, see `moorage logs engine`.',
  },
  'guest.refused': {
    what: 'Nothing answers at {target} in the VM.',
    hint: 'Check that what should listen there is running.',
  },
  'guest.tooLarge': {
    what: 'The VM sent more than was asked for ({what}, over {limit} bytes).',
    hint: 'Try again; if it comes back, restart the VM with `moorage restart`.',
  },
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
  'image.inUse': {
    what: 'The image is in use. The engine says: {message}',
    hint: 'Remove the containers that are made of it first, or force it.',
  },
  'image.notFound': {
    what: "There is no such image, or it isn't public. The engine says: {message}",
    hint: 'Check the name and the tag; for a private registry, sign in first.',
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
  'port.inUse': {
    what: 'Port {port} on {address} is already in use ({holder}).',
    hint: 'End that program, or use port {free} instead; Moorage takes the port over as soon as it is free.',
  },
  'port.privileged': {
    what: "This system doesn't let you listen on port {port}, because it is under 1024.",
    hint: 'Use a port from 1024 up, or allow it with: {command}',
  },
  'port.failed': {
    what: "Port {port} on {address} can't be opened: {reason}.",
    hint: 'Use another port or another address.',
  },
  'port.addressMissing': {
    what: "Port {port} can't be opened on {address}: that is not an address of this computer.",
    hint: 'Use no address, 127.0.0.1, or an address that this computer has.',
  },
  'port.protocolUnsupported': {
    what: "Port {port}/{protocol} answers in the VM only: {protocol} can't be forwarded here.",
    hint: 'Use a TCP port.',
  },
  'port.ruleExists': {
    what: 'Port {port} on {address} already leads to {target}.',
    hint: 'Use another port, or remove that forward first: `moorage port rm {port}`.',
  },
  'port.unreachable': {
    what: 'Port {port} leads to {container}, which has no address in the VM.',
    hint: 'Connect the container to a network: `docker network connect bridge {container}`.',
  },
  'port.notFound': {
    what: 'There is no forwarded port {id}.',
    hint: '`moorage port ls` shows those that there are.',
  },
  'port.ambiguous': {
    what: '{id} means several forwards: {ids}.',
    hint: 'Say which of them.',
  },
  'port.notation': {
    what: '"{value}" is not a forward.',
    hint: 'Write [HOST:]PORT:PORT[/udp] with ports from 1 to 65535, or ranges of the same length, e.g. 8080:80.',
  },
  'share.notShared': {
    what: "The folder {path} isn't shared with the VM, so no container can have it.",
    hint: 'Share it in the window under Shares, or with: {command}',
  },
  'share.notFound': {
    what: 'There is no share {id}.',
    hint: '`moorage share ls` shows those that there are.',
  },
  'share.home': {
    what: 'The home folder is shared by a setting.',
    hint: 'Switch it off with: moorage config set shares.home false',
  },
  'share.exists': {
    what: '{path} is in the VM already, by the share {share}.',
    hint: 'Use it as it is, or remove that share first.',
  },
  'share.pathMissing': {
    what: "The folder {path} can't be shared: {reason}.",
    hint: 'Check the path; only folders that are there can be shared.',
  },
  'share.notAllowed': {
    what: "{path} can't be shared: the VM has its own folder {taken} there.",
    hint: 'Share a folder further down, or another one.',
  },
  'share.ownFiles': {
    what: "{path} belongs to Moorage's own files, which no container may reach.",
    hint: 'Share another folder.',
  },
  'share.providerUnavailable': {
    what: "The provider {provider} can't be used here: {reason}.",
    hint: 'Leave the choice to Moorage, or take another provider.',
  },
  'share.restartNeeded': {
    what: 'This share counts from the next start of the VM on.',
    hint: 'Restart the VM in the window, or with: moorage restart',
  },
  'share.notSynced': {
    what: "The share {path} is not a synced one, so it can't be paused.",
    hint: 'Only shares with the provider sync can.',
  },
  'share.notReady': {
    what: 'The share {path} is not in the VM now.',
    hint: 'Start the VM, wait until the share is ready, and try again.',
  },
  'share.failed': {
    what: "The share {path} doesn't work: {reason}.",
    hint: 'It is tried again by itself. The log tells more.',
  },
  'share.folderGone': {
    what: 'The shared folder {path} is not there any more.',
    hint: 'Put it back; it works again by itself. Or remove the share.',
  },
  'share.watchLimit': {
    what: "Not everything in {path} can be watched: this system's limit of watched folders is reached.",
    hint: 'Changes there are noticed some seconds later. Raise the limit with: sudo sysctl fs.inotify.max_user_watches=1048576',
  },
  'share.watchOverflow': {
    what: 'So much changed in {path} at once that this system lost count; everything was compared anew.',
    hint: 'Nothing is lost. Programs in containers may have seen some changes later than usual.',
  },
  'share.diskFull': {
    what: 'There is no room left {where} to keep {path} in step.',
    hint: 'Free some space; it goes on by itself, and nothing is lost meanwhile.',
  },
  'docker.config': {
    what: "Docker's own configuration {path} can't be changed: {reason}.",
    hint: 'Use `moorage env` to set DOCKER_HOST instead.',
  },
  'link.closed': {
    what: 'The connection to Moorage was closed.',
    hint: 'Start it again with `moorage start`.',
  },
  'link.protocol': {
    what: "Moorage answered something that this version doesn't understand.",
    hint: 'Stop it with the version that started it, then start this one.',
  },
  'link.invalidInput': {
    what: '{entry} was asked with invalid input: {reason}.',
    hint: 'Check the values and try again.',
  },
  'link.busy': {
    what: 'Moorage is asked too many things at once (over {limit}).',
    hint: 'Wait until some of them are done, then try again.',
  },
  'link.tooLarge': {
    what: 'A message of {size} bytes is too large to be sent; {limit} are allowed.',
    hint: 'Ask for less at once.',
  },
  'core.notRunning': {
    what: "Moorage isn't running.",
    hint: 'Start it with `moorage start`.',
  },
  'core.alreadyRunning': {
    what: 'Moorage is already running: it answers on {path}.',
    hint: 'Use it (`moorage window` tells the address of its window), or stop it first with `moorage stop`.',
  },
  'core.startFailed': {
    what: "Moorage didn't start in the background: {reason}.",
    hint: 'See `moorage logs app`.',
  },
  'core.unresponsive': {
    what: "Moorage doesn't answer within {seconds} seconds.",
    hint: 'Wait a moment; if it stays so, end the process that {lock} names and run `moorage start`: the VM itself goes on running.',
  },
  'core.otherDriver': {
    what: 'The VM runs with the driver {present}, not {wanted}.',
    hint: 'Stop it first with `moorage stop`.',
  },
  'window.notBuilt': {
    what: "The window hasn't been built.",
    hint: 'Stop Moorage, run `npm start` once to build it, then load this page again.',
  },
  'window.signedOut': {
    what: 'This browser may not open the window: its address was used before, or is too old.',
    hint: 'Run `moorage window` for a fresh address.',
  },
  'window.none': {
    what: 'The Moorage that runs serves no window to browsers.',
    hint: 'Use the window that it has of its own.',
  },
  'window.noBrowser': {
    what: 'No browser can be opened with {program}: {reason}.',
    hint: 'Open the address by hand.',
  },
  'cli.editor': {
    what: "The editor {editor} can't be run: {reason}.",
    hint: 'Set VISUAL or EDITOR to the one that you use.',
  },
  'file.failed': {
    what: "{path} can't be used: {reason}.",
    hint: 'Check that it exists and that you may use it.',
  },
  'cli.usage': {
    what: '{problem}',
    hint: 'See `{command} --help`.',
  },
  'cli.needsYes': {
    what: '{command} deletes every image, container and volume.',
    hint: 'Run it with --yes if that is what you want.',
  },
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
