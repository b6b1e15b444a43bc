/** What can go wrong with networks, in both languages. */
export const networks = {
  en: {
    'network.gone': {
      what: "That network isn't there any more. The engine says: {message}",
      hint: 'It was removed meanwhile, or it never was: see the list of networks.',
    },
    'network.nameTaken': {
      what: 'There is a network of that name already. The engine says: {message}',
      hint: 'Choose another name, or remove that network first.',
    },
    'network.poolOverlap': {
      what: 'Another network has these addresses already. The engine says: {message}',
      hint: 'Choose another subnet (the list of networks shows those that are taken), or leave it empty and the engine chooses a free one.',
    },
    'network.noneFree': {
      what: 'The engine has no free subnet left. The engine says: {message}',
      hint: 'Remove networks that nobody uses, or write a subnet of your own.',
    },
    'network.noDriver': {
      what: 'The engine has no such driver. The engine says: {message}',
      hint: 'Take bridge, or another driver that this engine has.',
    },
    'network.builtIn': {
      what: "The engine's own networks can't be removed. The engine says: {message}",
      hint: 'bridge, host and none are always there; nothing needs to be done.',
    },
    'network.connected': {
      what: 'The container is in this network already. The engine says: {message}',
      hint: 'To change its aliases or its address, disconnect it first.',
    },
    'network.notConnected': {
      what: "The container isn't in this network. The engine says: {message}",
      hint: 'It was disconnected meanwhile; nothing else needs to be done.',
    },
    'network.noFixedAddress': {
      what: 'A container can only have a fixed address where the network was made with a subnet of its own. The engine says: {message}',
      hint: 'Leave the address empty, or make a network with a subnet.',
    },
    'network.addressOutside': {
      what: "The address doesn't belong to this network. The engine says: {message}",
      hint: 'Choose one from its subnet.',
    },
    'network.addressTaken': {
      what: 'Another container has this address already. The engine says: {message}',
      hint: 'Choose another one, or leave it empty and the engine chooses.',
    },
    'network.noAlias': {
      what: "The engine's own bridge knows no names, so there are no aliases in it. The engine says: {message}",
      hint: 'Leave the aliases empty, or use a network of your own.',
    },
    'network.notJoinable': {
      what: "This container and this network don't go together. The engine says: {message}",
      hint: "A container that has the VM's network, none, or another container's keeps that for good: make it anew with another network.",
    },
  },
  'zh-CN': {
    'network.gone': {
      what: '该网络已不存在。引擎提示：{message}',
      hint: '它已被删除，或从未存在：请查看网络列表。',
    },
    'network.nameTaken': {
      what: '已有同名的网络。引擎提示：{message}',
      hint: '请换一个名称，或先删除那个网络。',
    },
    'network.poolOverlap': {
      what: '这些地址已被另一个网络占用。引擎提示：{message}',
      hint: '请换一个子网（网络列表中可看到已占用的子网），或留空由引擎选择空闲的子网。',
    },
    'network.noneFree': {
      what: '引擎已没有空闲的子网。引擎提示：{message}',
      hint: '请删除无人使用的网络，或自行填写一个子网。',
    },
    'network.noDriver': {
      what: '引擎没有这个驱动。引擎提示：{message}',
      hint: '请使用 bridge，或此引擎已有的其他驱动。',
    },
    'network.builtIn': {
      what: '引擎自带的网络不能删除。引擎提示：{message}',
      hint: 'bridge、host 和 none 始终存在，无需处理。',
    },
    'network.connected': {
      what: '该容器已在此网络中。引擎提示：{message}',
      hint: '要更改别名或地址，请先断开连接。',
    },
    'network.notConnected': {
      what: '该容器不在此网络中。引擎提示：{message}',
      hint: '它已被断开，无需再做什么。',
    },
    'network.noFixedAddress': {
      what: '只有创建时指定了子网的网络，才能给容器固定地址。引擎提示：{message}',
      hint: '请把地址留空，或创建一个指定子网的网络。',
    },
    'network.addressOutside': {
      what: '该地址不属于此网络。引擎提示：{message}',
      hint: '请从它的子网中选择地址。',
    },
    'network.addressTaken': {
      what: '该地址已被另一个容器占用。引擎提示：{message}',
      hint: '请换一个地址，或留空由引擎选择。',
    },
    'network.noAlias': {
      what: '引擎自带的 bridge 网络不解析名称，因此没有别名。引擎提示：{message}',
      hint: '请把别名留空，或使用自己创建的网络。',
    },
    'network.notJoinable': {
      what: '该容器无法使用此网络。引擎提示：{message}',
      hint: '使用虚拟机网络、无网络或共用其他容器网络的容器不能再更改：请用另一个网络重新创建它。',
    },
  },
} as const;
