/** What can be asked about networks. */
import * as v from 'valibot';
import { listOf, networkSummary, reference } from '../engine-model.ts';
import { containerNetwork, networkDetails, networkMap } from '../network-model.ts';
import { undoGroup } from '../removed-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

/** An address or a subnet. */
const address = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64));
/** `name=value` each. */
const pairs = v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(2000))), v.maxLength(100)));

export const networksEntries = {
  'networks.watch': stream(nothing, listOf(networkSummary)),
  /** All networks with all containers, as the map is drawn from. */
  'networks.map': call(nothing, networkMap),
  /** Removes those that no running container is in; answers their names. */
  'networks.prune': call(nothing, v.array(v.string())),
  /** Throws `network.gone`. */
  'network.details': call(v.strictObject({ id: reference }), networkDetails),
  /** The networks of a container. */
  'network.ofContainer': call(v.strictObject({ id: reference }), v.array(containerNetwork)),
  /** Throws `network.poolOverlap`, `network.nameTaken`, `network.noDriver`, `network.noneFree`. */
  'network.create': call(
    v.strictObject({
      name: reference,
      driver: reference,
      pools: v.exactOptional(
        v.pipe(
          v.array(
            v.strictObject({
              subnet: address,
              gateway: v.exactOptional(address),
              ipRange: v.exactOptional(address),
            }),
          ),
          v.maxLength(16),
        ),
      ),
      ipv6: v.exactOptional(v.boolean()),
      internal: v.exactOptional(v.boolean()),
      attachable: v.exactOptional(v.boolean()),
      options: pairs,
      labels: pairs,
    }),
    done,
  ),
  /** Throws `network.connected`, `network.noFixedAddress`, `network.addressTaken`, `network.notJoinable`. */
  'network.connect': call(
    v.strictObject({
      id: reference,
      container: reference,
      aliases: v.exactOptional(v.pipe(v.array(reference), v.maxLength(100))),
      ipv4: v.exactOptional(address),
      ipv6: v.exactOptional(address),
    }),
    done,
  ),
  'network.disconnect': call(v.strictObject({ id: reference, container: reference }), done),
  /** With `undo` it can be had back for a while; until then its name stays taken. Throws `network.inUse`, `network.builtIn`. */
  'network.remove': call(v.strictObject({ id: reference, undo: undoGroup }), done),
};
