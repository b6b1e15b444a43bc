/** What can be asked about ports. */
import * as v from 'valibot';
import { call, stream } from '../rpc.ts';
import { portForward, portTraffic } from '../schemas.ts';
import { done, nothing } from './words.ts';

const portNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const portId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));
const containerName = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/));

export const portsEntries = {
  /** The host's ports that lead into the VM, published or by the user's rules. */
  'ports.watch': stream(nothing, v.array(portForward)),
  /** What listens in the VM and in its containers and isn't forwarded; the guest is looked at only while this is read. */
  'ports.detected': stream(nothing, v.array(portForward)),
  /** What goes through each of them, every two seconds. */
  'ports.traffic': stream(nothing, v.array(portTraffic)),
  /** Both of the first two, once. */
  'ports.list': call(nothing, v.array(portForward)),
  /**
   * Forwards a port of the host to one of a container, by its name (it need not exist yet), or of the VM itself. The
   * rule is kept and comes back with the container. Answers with its rows. Throws `port.ruleExists`.
   */
  'port.add': call(
    v.strictObject({
      hostAddress: v.exactOptional(v.pipe(v.string(), v.ip())),
      hostPort: portNumber,
      protocol: v.picklist(['tcp', 'udp']),
      container: v.exactOptional(containerName),
      port: portNumber,
    }),
    v.array(portForward),
  ),
  /** Moves a forward to another port of the host, or opens it to the LAN or to this computer only. */
  'port.change': call(
    v.strictObject({ id: portId, hostPort: v.exactOptional(portNumber), lan: v.exactOptional(v.boolean()) }),
    done,
  ),
  /** Ends a rule of the user's; closes a published port, which the user may restore. Throws `port.notFound`. */
  'port.remove': call(v.strictObject({ id: portId }), done),
  /** Puts a published port that was moved or closed back to what its container asks for. */
  'port.restore': call(v.strictObject({ id: portId }), done),
};
