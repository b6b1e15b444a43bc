/** Texts of networks. */
export const networks = {
  'networks.search': 'Search networks',
  'network.create': 'Create a network',
  'network.subnet': 'Subnet',
  'network.subnet.hint': 'Left empty, the engine chooses a free one.',
  'network.builtIn': 'built in',
  'network.remove.title': 'Remove the network {name}?',
  'network.remove.text': 'Containers that were on it can’t reach each other by name any more.',
} as const;
