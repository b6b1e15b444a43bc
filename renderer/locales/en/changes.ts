/** Texts of the files that were changed in a container. */
export const changes = {
  'container.tab.changes': 'Changed files',
  'changes.search': 'Search paths',
  'changes.again': 'Look again',
  'changes.none': 'No file was changed',
  'changes.none.text': 'All files are as in the image. What is in volumes does not count.',
  'changes.more': 'The first {n} of {total} changes are shown.',
  'changes.kind': 'Change',
  'changes.path': 'Path',
  'changes.added': 'Added',
  'changes.changed': 'Changed',
  'changes.deleted': 'Deleted',
} as const;
