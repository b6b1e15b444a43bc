/** What can go wrong with ports, in both languages. */
export const ports = {
  en: {
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
  },
  'zh-CN': {
    'port.inUse': {
      what: '{address} 上的端口 {port} 已被占用（{holder}）。',
      hint: '请结束该程序，或改用端口 {free}；端口一空闲，Moorage 就会接管。',
    },
    'port.privileged': {
      what: '端口 {port} 小于 1024，此系统不允许您监听。',
      hint: '请使用 1024 或以上的端口，或用此命令允许：{command}',
    },
    'port.failed': {
      what: '无法打开 {address} 上的端口 {port}：{reason}。',
      hint: '请使用另一个端口或另一个地址。',
    },
    'port.addressMissing': {
      what: '无法在 {address} 上打开端口 {port}：这台电脑没有该地址。',
      hint: '请不带地址，或使用 127.0.0.1，或使用这台电脑拥有的地址。',
    },
    'port.protocolUnsupported': {
      what: '端口 {port}/{protocol} 只在虚拟机内应答：这里无法转发 {protocol}。',
      hint: '请使用 TCP 端口。',
    },
    'port.ruleExists': {
      what: '{address} 上的端口 {port} 已经通向 {target}。',
      hint: '请使用另一个端口，或先删除该转发：`moorage port rm {port}`。',
    },
    'port.unreachable': {
      what: '端口 {port} 通向 {container}，但它在虚拟机内没有地址。',
      hint: '请将容器连接到一个网络：`docker network connect bridge {container}`。',
    },
    'port.notFound': {
      what: '没有名为 {id} 的端口转发。',
      hint: '`moorage port ls` 会列出现有的转发。',
    },
    'port.ambiguous': {
      what: '{id} 可以指多个转发：{ids}。',
      hint: '请说明是其中哪一个。',
    },
    'port.notation': {
      what: '“{value}”不是一个端口转发。',
      hint: '请写成 [HOST:]PORT:PORT[/udp]，端口为 1 到 65535，或长度相同的范围，例如 8080:80。',
    },
  },
} as const;
