/** Texts of what all lists can do, and of groups of containers. */
export const lists = {
  'list.choose': 'Select {name}',
  'list.chooseAll': 'Select all',
  'list.chooseNone': 'Clear the selection',
  'list.chosen': '{n} selected',
  'list.bulk': 'What to do with what is selected',
  'list.selected': 'what is selected',
  'list.remove.title': 'Remove {n} selected?',
  'list.remove.text': 'This can’t be undone. What can’t be removed is told by name; the others are removed.',
  'list.remove.running':
    'Those that run are ended. What was changed inside them is lost. Named volumes stay.',
  'group.runs': '{up} of {all} run',
  'group.remove.title': 'Remove the containers of {name}?',
  'group.remove.text': 'All containers of the project are ended and removed. Volumes and networks stay.',
  'containers.project': 'Project {name}',
} as const;
