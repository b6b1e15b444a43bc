/** Texts of volumes. */
export const volumes = {
  'volumes.search': 'Search volumes',
  'volumes.none': 'No volumes yet',
  'volumes.none.text': 'Volumes keep data apart from containers. Create one here, or with “docker run -v”.',
  'volume.create': 'Create a volume',
  'volume.remove.title': 'Remove the volume {name}?',
  'volume.remove.text': 'Everything in it is lost.',
  'volume.backup': 'Back up to a file',
  'volume.backup.title': 'Back up the volume {name}',
  'volume.backup.text':
    'Its files become a plain tar archive with owners, modes, links and times. Stop what writes into it first, so that they fit together.',
  'volume.backup.task': 'Backing up {name}',
  'volume.restore': 'Restore from a file',
  'volume.restore.into': 'Restore a file into it',
  'volume.restore.title': 'Restore a volume',
  'volume.restore.title.into': 'Restore into the volume {name}',
  'volume.restore.file': 'Archive',
  'volume.restore.file.hint':
    'A tar archive of a volume’s files; packed with gzip, bzip2, xz or zstd if you like.',
  'volume.restore.name': 'Name of the new volume',
  'volume.restore.warning':
    'Files of the same name are replaced, all others stay. If you stop it midway, what came until then stays too.',
  'volume.restore.sure': 'Replace files of the same name',
  'volume.restore.sure.missing': 'Say that files may be replaced, or restore into a new volume.',
  'volume.restore.submit': 'Restore',
  'volume.restore.task': 'Restoring {name}',
  'volumes.prune': 'Remove unused',
} as const;
