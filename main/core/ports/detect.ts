/**
 * What listens in the VM: from the kernel's own socket tables (proc(5), /proc/net/tcp), those of the VM and those of each
 * container. The kernel tells of no changes, so a small loop in the guest looks now and then, while somebody reads.
 */

/** A socket that takes what comes. */
export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Empty for all addresses; `127.0.0.1` for the loopback, whichever family's. */
  readonly address: string;
  /** The container whose network it is in, or whose process has it in the VM's own network. */
  readonly containerId?: string;
  /** It is in the VM's own network. */
  readonly inVm: boolean;
}

/** Most sockets of one look. */
const maxSockets = 2000;
/** Most text of one look, in characters. */
export const maxLookLength = 4_000_000;
/** The line that ends a look. */
export const lookEnd = '.';

/**
 * Runs in the guest until its channel closes; `$1` is the seconds between two looks. Each part begins with `@`, the
 * container's id (none for the VM) and, after `=`, the inodes of its sockets when it has the VM's network. Containers are
 * found by their control groups.
 */
export const lookScript = `vm=$(readlink /proc/self/ns/net)
tables() { cat "$1/net/tcp" "$1/net/tcp6" "$1/net/udp" "$1/net/udp6" 2>/dev/null; }
while :; do
  echo "@"
  tables /proc/self
  for group in /sys/fs/cgroup/docker/*/; do
    id=\${group%/}
    id=\${id##*/}
    read -r pid 2>/dev/null <"$group/cgroup.procs" || continue
    if [ "$(readlink "/proc/$pid/ns/net" 2>/dev/null)" = "$vm" ]; then
      inodes=
      while read -r one; do
        inodes="$inodes $(ls -l "/proc/$one/fd" 2>/dev/null | sed -n 's/.*socket:\\[\\([0-9]*\\)\\]$/\\1/p' | tr '\\n' ' ')"
      done <"$group/cgroup.procs"
      echo "@$id=$inodes"
    else
      echo "@$id"
      tables "/proc/$pid"
    fi
  done
  echo "${lookEnd}"
  sleep "$1" || exit 1
done
`;

/** Reads one look. What isn't understood is passed over: the guest wrote it. */
export function parseLook(text: string): ListeningSocket[] {
  const found = new Map<string, ListeningSocket & { inode: string }>();
  const owners = new Map<string, string>();
  let containerId: string | undefined;
  for (const line of text.split('\n')) {
    if (found.size >= maxSockets) break;
    if (line.startsWith('@')) {
      const [, id, , inodes] = /^@([a-f0-9]{64})?(=([\d ]{0,100000}))?$/.exec(line) ?? [];
      containerId = id;
      if (inodes !== undefined && id !== undefined)
        for (const inode of inodes.split(' ')) if (inode !== '') owners.set(inode, id);
      continue;
    }
    const socket = parseSocket(line);
    if (socket === undefined) continue;
    const key = `${containerId ?? ''} ${socket.protocol} ${socket.port}`;
    const before = found.get(key);
    // One that listens on all addresses says more than one that listens on some.
    if (before !== undefined && before.address === '') continue;
    found.set(key, { ...socket, inVm: containerId === undefined, ...(containerId && { containerId }) });
  }
  return [...found.values()].map(({ inode, ...socket }) => {
    const owner = socket.inVm ? owners.get(inode) : undefined;
    return owner === undefined ? socket : { ...socket, containerId: owner };
  });
}

/** `sl: LOCAL:PORT REMOTE:PORT STATE …`, addresses in hexadecimal, in the order of the processor's bytes. */
function parseSocket(line: string): (ListeningSocket & { inode: string }) | undefined {
  const words = line.trim().split(/\s+/);
  const [, local = '', remote = '', state = '', , , , , , inode = ''] = words;
  const [, hex, portHex] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
  if (hex === undefined || portHex === undefined || !/^\d{1,20}$/.test(inode)) return undefined;
  const port = Number.parseInt(portHex, 16);
  // A TCP socket that listens, and a UDP socket that isn't one client's (Linux, include/net/tcp_states.h).
  if (port === 0 || !/^0+:0000$/.test(remote)) return undefined;
  // Only the number of columns tells the tables apart: those of UDP have the drops as a last one.
  const udp = state === '07' && words.length === 13;
  if (!udp && state !== '0A') return undefined;
  return { protocol: udp ? 'udp' : 'tcp', port, address: addressOf(hex), inode, inVm: true };
}

/** Empty for an unspecified address. What listens on one family's loopback is told as 127.0.0.1. */
function addressOf(hex: string): string {
  if (/^0+$/.test(hex)) return '';
  if (hex.length === 8) {
    const bytes = hex.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? [];
    return bytes.toReversed().join('.');
  }
  if (hex === '00000000000000000000000001000000') return '127.0.0.1';
  const mapped = /^0000000000000000FFFF0000([0-9A-F]{8})$/.exec(hex)?.[1];
  return mapped === undefined ? 'ipv6' : addressOf(mapped);
}
