/** Texts of the settings. */
export const settings = {
  'settings.cpus': 'CPUs',
  'settings.cpus.hint': 'Counts from the next start of the machine.',
  'settings.memoryMiB': 'Memory in MiB',
  'settings.memoryMiB.hint': 'At least 512. Counts from the next start of the machine.',
  'settings.dataDiskGiB': 'Data disk in GiB',
  'settings.dataDiskGiB.hint': 'What it may grow to; it can become larger later, not smaller.',
  'settings.number': 'A whole number is wanted.',
  'settings.save': 'Save',
  'settings.restart': 'The machine has to be restarted for the new values to count.',
  'settings.window': 'Window',
  'settings.language': 'Language',
  'settings.theme': 'Appearance',
  'settings.system': 'As the system',
  'settings.light': 'Light',
  'settings.dark': 'Dark',
  'settings.context': 'Make the docker context “moorage” when the machine starts',
  'settings.ports': 'Ports and network',
  'settings.ports.exposeToLan': 'Open published ports to the LAN',
  'settings.ports.exposeToLan.hint':
    'Those that containers publish on all addresses; otherwise only this computer reaches them.',
  'settings.ports.forwardDetected': 'Forward whatever listens in the machine',
  'settings.ports.forwardDetected.hint':
    'Containers with the machine’s network, and programs in it, under their own numbers.',
  'settings.network.hostAccess': 'Let containers reach this computer',
  'settings.network.hostAccess.hint': 'What listens on its loopback, as host.docker.internal.',
  'settings.ports.udpIdleSeconds': 'Seconds after which a silent UDP client is forgotten',
  'settings.ports.udpIdleSeconds.invalid': 'A number from 1 to 86400 is wanted.',
  'settings.shares': 'Shared folders',
  'settings.shares.home': 'Share the home folder',
  'settings.shares.home.hint':
    'It is in the machine under the same path, so that containers can mount what is in it.',
} as const;
