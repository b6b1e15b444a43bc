/** Texts of volumes. */
export const volumes = {
  'volumes.search': 'Search volumes',
  'volumes.none': 'No volumes yet',
  'volumes.none.text': 'Volumes keep data apart from containers. Create one here, or with “docker run -v”.',
  'volume.create': 'Create a volume',
  'volume.remove.title': 'Remove the volume {name}?',
  'volume.remove.text': 'Everything in it is lost.',
} as const;
