/** The engine's refusals, by what a person can do about them. Its words stay: they name the thing. */
import type { ErrorCode } from '../../contract/errors.ts';

/** What the engine says, and which of our errors that is; the first that fits counts. Texts: moby's and distribution's. */
const known: readonly (readonly [RegExp, ErrorCode])[] = [
  // The engine's addresses begin with a capital; the system's own words for a port don't.
  [/(?:^|: )Address already in use$/, 'network.addressTaken'],
  [/pool overlaps|overlapping IPv[46]/i, 'network.poolOverlap'],
  [/address pools have been fully subnetted|no available (?:network|IPv[46] addresses)/i, 'network.noneFree'],
  [/network with name .* already exists/i, 'network.nameTaken'],
  [/is a pre-defined network/i, 'network.builtIn'],
  [/endpoint with name .* already exists in network/i, 'network.connected'],
  [/is not connected to (?:the )?network/i, 'network.notConnected'],
  [/user specified IP address is supported only/i, 'network.noFixedAddress'],
  [/no configured subnet or ip-range contain/i, 'network.addressOutside'],
  [/network-scoped alias is supported only/i, 'network.noAlias'],
  [
    /must be created in host network mode|private \(none\) mode|sharing network namespace with another|cannot disconnect container from host network/i,
    'network.notJoinable',
  ],
  [/^plugin ".*" not found|could not find plugin/i, 'network.noDriver'],
  [/^network \S+ not found/i, 'network.gone'],
  [/is already in use by container|name .* is already in use/i, 'container.nameTaken'],
  [/no such container/i, 'container.gone'],
  [/executable file not found|exec: .*: no such file/i, 'container.noProgram'],
  [/port is already allocated|address already in use/i, 'engine.portTaken'],
  [/image is (?:being )?(?:used|referenced)|conflict: unable to (?:delete|remove)/i, 'image.inUse'],
  [/volume is in use/i, 'volume.inUse'],
  [/has active endpoints/i, 'network.inUse'],
  [
    /pull access denied|manifest (?:for .* )?(?:not found|unknown)|no such image|does not (?:match|provide) the specified platform|repository .* not found|failed to resolve reference .*: not found$/i,
    'image.notFound',
  ],
  [
    /denied: requested access|unauthorized: |authentication required|no basic auth credentials/i,
    'registry.denied',
  ],
  [
    /no such host|connection refused|i\/o timeout|network is unreachable|toomanyrequests|x509|TLS handshake|HTTPS client|dial tcp|request canceled|Client\.Timeout/i,
    'registry.unreachable',
  ],
];

/** The code for a message of the engine. */
export function refusalCode(message: string): ErrorCode {
  return known.find(([pattern]) => pattern.test(message))?.[1] ?? 'engine.refused';
}
