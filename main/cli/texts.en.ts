/** English texts of the command line. `{name}` is filled in. Errors have their texts in the contract. */
export const english = {
  'help.all': `Usage: moorage COMMAND [OPTION …]

Commands:
  start     Boot the VM in the background; returns when the engine answers
  stop      Stop the VM
  restart   Stop the VM and boot it again
  delete    Delete the VM with all images, containers and volumes
  status    Say how the VM and the engine are
  window    Print a fresh address of the window, for a browser
  env       Print what sets DOCKER_HOST
  engine    Start, stop or restart the engine in the running VM
  ssh       Open a shell, or run a command, in the VM
  port      List, add, move and remove forwarded ports
  share     List, add and remove folders that are in the VM
  logs      Print the log of the app, the VM or the engine
  config    Read and change settings
  image     Build the VM image, or say how it is
  run       Boot the VM and look after it until Ctrl-C

"moorage COMMAND --help" tells more about one of them.`,
  'help.start': `Usage: moorage start [--cpus N] [--memory SIZE] [--driver qemu|fake]

Boots the VM in the background and returns when the engine answers. Where the VM runs already, that is all.

Options:
  --cpus N        CPUs of the VM, for this start only
  --memory SIZE   memory of the VM, e.g. 2G or 512M, for this start only
  --driver NAME   what runs the VM: qemu, or fake (no VM, for trying things out)`,
  'help.stop': `Usage: moorage stop

Stops the VM. Containers that have a restart policy come back at the next start.`,
  'help.restart': `Usage: moorage restart [--cpus N] [--memory SIZE] [--driver qemu|fake]

Stops the VM and boots it again, with the options of "moorage start".`,
  'help.engine': `Usage: moorage engine start|stop|restart
       moorage engine config get [--json]
       moorage engine config check|set FILE
       moorage engine config reset

Starts, stops or restarts the Docker Engine while the VM runs. Running containers go on.

config is your part of the engine's daemon.json, which Moorage puts over its own:
  get             print it; with --json also what the engine runs with
  check FILE      say what is wrong with FILE, and change nothing; - is standard input
  set FILE        restart the engine with FILE; where it doesn't start, it runs as before again
  reset           restart the engine without a part of yours`,
  'engine.config.good': 'Nothing is wrong with it.',
  'engine.config.set': 'The engine runs with it.',
  'engine.started': 'The engine answers.',
  'engine.stopped': 'The engine is stopped. Running containers go on.',
  'help.delete': `Usage: moorage delete [--yes]

Stops the VM and deletes it with all images, containers and volumes. Settings stay.

Options:
  --yes   don't ask`,
  'help.status': `Usage: moorage status [--json]

Says how the VM and the engine are.`,
  'help.window': `Usage: moorage window [--open] [--json]

Prints an address at which a browser opens the window. It is good for one browser, once, within five minutes.

Options:
  --open   open it in the system's browser, too`,
  'help.env': `Usage: moorage env [--shell bash|zsh|fish|powershell|cmd] [--json]

Prints the line that sets DOCKER_HOST, for the shell that it is called from unless another one is named.`,
  'help.ssh': `Usage: moorage ssh [-- COMMAND [ARGUMENT …]]

Opens a shell in the VM, or runs a command there and passes on its exit code.`,
  'help.port': `Usage: moorage port ls [--json]
       moorage port add [HOST:]PORT:PORT[/udp] … [--container NAME] [--json]
       moorage port move ID [--to PORT] [--lan on|off]
       moorage port rm ID
       moorage port restore ID

Lists the ports of this computer that lead into the VM, and forwards further ones: of a container that runs, published
or not, or of a program in the VM. Both PORTs may be ranges of the same length. A forward is remembered, and comes back
with its container. ID is what "ls" shows, or just the port: 8080, 8080/udp, 127.0.0.1:8080.

"rm" closes what a container publishes, without touching the container; "restore" undoes that, and a move.

Options:
  --container NAME   the container; without it, a program of the VM itself
  --to PORT          another port of this computer
  --lan on|off       whether other computers may come in, too`,
  'help.share': `Usage: moorage share ls [--json]
       moorage share add PATH [--read-only] [--provider virtiofs|ssh|sync] [--ignore PATTERN] …
       moorage share rm PATH|ID
       moorage share pause PATH|ID
       moorage share resume PATH|ID

Lists the folders of this computer that are in the VM, under the same path, and shares further ones; containers can
mount what is in them. The home folder is shared unless the setting "shares.home" is off. "rm" removes nothing from
this computer. ID is what "ls --json" shows.

Options:
  --read-only         the VM and its containers can't change anything in it
  --provider NAME     how it gets there; the best that is possible unless one is named:
                        virtiofs   the fastest; may count only from the next start of the VM on
                        ssh        works everywhere, at once
                        sync       a copy on the VM's disk that is kept in step; can be paused
  --ignore PATTERN    what a synced folder leaves out, as in a .gitignore; may be given several times`,
  'help.logs': `Usage: moorage logs [app|vm|engine] [-f] [-n LINES] [--json]

Prints the last lines of a log; that of the app unless another one is named.

Options:
  -f, --follow     go on with what is logged from now on, until Ctrl-C
  -n, --lines N    how many lines, 100 unless said otherwise`,
  'help.config': `Usage: moorage config get [KEY] [--json]
       moorage config set KEY VALUE
       moorage config edit

Reads and changes settings. "edit" opens them in the editor that VISUAL or EDITOR names.`,
  'help.image': `Usage: moorage image status [--json] [--arch x86_64|aarch64]
       moorage image build [--tools] [--arch x86_64|aarch64]

Says which VM image serves, or builds it anew from Debian's packages.

Options:
  --tools       also build the disk with Docker's client-side programs
  --arch NAME   for another processor than this computer's`,
  'help.run': `Usage: npm start [-- [--cpus N] [--memory SIZE] [--driver qemu|fake] [--no-browser]]

Boots the VM and looks after it. Ctrl-C stops it; a second Ctrl-C does so at once.

Options:
  --no-browser   don't open the window in the system's browser (as with MOORAGE_NO_BROWSER=1)`,

  'usage.noCommand': 'No command was given.',
  'usage.unknownCommand': 'There is no command {name}.',
  'usage.unknownOption': 'There is no option {option}.',
  'usage.needsValue': '{option} needs a value.',
  'usage.noValue': '{option} takes no value.',
  'usage.unexpected': '{value} is one word too many.',
  'usage.missing': '{what} is missing.',
  'usage.choice': "{value} isn't one of {choices}.",

  'step.image': 'Checking the VM image',
  'step.disk': 'Preparing the data disk',
  'step.keys': 'Making keys for the VM',
  'step.hypervisor': 'Starting the virtual machine',
  'step.boot': 'Booting the VM',
  'step.engine': 'Waiting for the Docker Engine',
  'step.ports': 'Opening ports',
  'step.shares': 'Sharing folders',

  'setup.fetchQemu': 'Fetching QEMU',
  'setup.unpackQemu': 'Unpacking QEMU',
  'setup.fetchTools': 'Fetching what builds the VM image',
  'setup.unpackTools': 'Unpacking what builds the VM image',
  'setup.fetchPackages': 'Fetching packages for the VM image',
  'setup.unpackPackages': 'Unpacking packages for the VM image',
  'setup.fetch': 'Fetching {name}',
  'setup.buildImage': 'Building the VM image',
  'setup.waiting': 'Another Moorage (process {pid}) is preparing the same files; waiting for it.',
  'setup.rebuild': '{problem} It is made again now.',
  'setup.qemuFromPath': "The bundled QEMU can't be had ({problem}); using the one at {path}.",

  'start.core': 'Starting Moorage',
  'start.done': 'Docker Engine {version} answers at {dockerHost}.',
  'start.already': 'The VM is running already. Docker Engine {version} answers at {dockerHost}.',
  'start.restartNeeded': 'The VM runs with {present}; run `moorage restart {options}` for {wanted}.',
  'stop.stopping': 'Stopping the VM',
  'stop.done': 'Stopped.',
  'delete.ask': 'Delete the VM with every image, container and volume? [y/N] ',
  'delete.kept': 'Nothing was deleted.',
  'delete.deleting': 'Deleting the VM',
  'delete.done': 'Deleted.',
  'run.window': 'The window is at {url} (for one browser; `moorage window` makes another address).',
  'run.ready': `Docker Engine {version} is ready. In another terminal:
  {env}
  docker run --rm hello-world`,
  'run.context': 'Or, for all terminals at once: docker context use moorage',
  'run.end': 'Ctrl-C stops the VM.',
  'run.again': 'Stopping. Ctrl-C once more ends the VM at once; what it has not written to its disk is lost.',
  'run.hurry': 'Ending the VM at once.',

  'state.absent': 'no VM yet',
  'state.stopped': 'stopped',
  'state.starting': 'starting',
  'state.running': 'running',
  'state.stopping': 'stopping',
  'state.failed': 'failed',
  'status.state': 'State:   {state}',
  'status.engine': 'Engine:  Docker {version} (API {apiVersion}) at {socket}',
  'status.vm':
    'VM:      {driver} ({accelerator}, {arch}), {cpus} CPUs, {memoryMiB} MiB memory, {dataDiskGiB} GiB data disk, up {uptime}',
  'status.window': 'Window:  {window}',
  'status.problem': 'Problem: {subject}: {what} {hint}',

  'port.row': '{host}/{protocol} -> {target}  {source}  {state}',
  'port.vm': 'the VM',
  'port.none': 'No port is forwarded.',
  'port.source.published': 'published',
  'port.source.rule': 'rule',
  'port.source.detected': 'listens',
  'port.state.opening': 'opening',
  'port.state.listening': 'listening',
  'port.state.failed': 'failed',
  'port.state.waiting': 'waiting',
  'port.state.closed': 'closed',
  'port.state.detected': 'not forwarded',
  'share.none': 'No folder is shared.',
  'share.column.path': 'FOLDER',
  'share.column.rights': 'RIGHTS',
  'share.column.provider': 'PROVIDER',
  'share.column.state': 'STATE',
  'share.readOnly': 'read-only',
  'share.readWrite': 'read-write',
  'share.auto': 'automatic',
  'share.state.off': 'off',
  'share.state.opening': 'opening',
  'share.state.ready': 'ready',
  'share.state.paused': 'paused',
  'share.state.restartNeeded': 'after a restart',
  'share.state.failed': 'failed',
  'share.phase.comparing': 'comparing',
  'share.phase.copying': 'copying, {done} of {total} files',
  'share.conflict': "moorage: {path} in {share} was changed on both sides; the VM's is kept as {copy}.",
  'share.refused': "moorage: A container asked for {path}, which isn't shared. Share it with: {command}",
  'config.restartNeeded': '{keys} will count from the next start of the VM on: run `moorage restart`.',
  'config.edited': 'Your text is kept in {path}.',
  'image.status': 'VM image {id} ({arch}) in {dir}: {state}.',
  'image.current': 'whole and up to date',
  'image.stale': 'whole, but made by an older recipe; the next start makes it again',
  'image.damaged': 'damaged; the next start makes it again',
  'image.none': 'There is no VM image for {arch} yet; the first start makes it.',
  'image.built': 'VM image {id} ({arch}) is in {dir}.',
} as const satisfies Record<string, string>;
