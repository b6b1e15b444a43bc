/**
 * The user's own rules about ports, in a file of their own: which ports lead where without being published, and what
 * becomes of some that are. A rule belongs to a container's name or to its compose service, so it comes back with them.
 */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { openListFile, type ListFile } from '../lib/list-file.ts';

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
/** As long as the engine's answers may have them, see `published.ts`. */
const name = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_./-]{0,256}$/));

const ruleSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)),
  /** Name of the container; none for a program of the VM itself. */
  container: v.exactOptional(name),
  /** `project/service` of compose, for when the container has another name by then. */
  service: v.exactOptional(name),
  protocol: v.picklist(['tcp', 'udp']),
  /** The container's port, or the VM's. */
  port,
  /** Where a program of the VM listens, when that isn't all of its addresses. */
  address: v.exactOptional(v.pipe(v.string(), v.ip())),
  /** The port of the host; null for what shall be closed, and none where it stays the one that is published. */
  hostPort: v.exactOptional(v.nullable(port)),
  /** An address of the host; without one, the loopback, or all when the port is open to the LAN. */
  hostAddress: v.exactOptional(v.pipe(v.string(), v.ip())),
  lan: v.exactOptional(v.boolean()),
  /**
   * The published port of the host that this takes the place of. With `any`, whatever the container's port is published
   * under: the engine chose the number, and may choose another one at each start.
   */
  published: v.exactOptional(v.object({ port, any: v.boolean() })),
});

export type PortRule = v.InferOutput<typeof ruleSchema>;

export type PortRules = ListFile<PortRule>;

/** A name for a new rule. */
export function ruleId(): string {
  return `rule-${randomBytes(4).toString('hex')}`;
}

/** Opens the file; a missing one means no rules. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export function openPortRules(path: string): Promise<PortRules> {
  return openListFile(path, 'rules', v.pipe(v.array(ruleSchema), v.maxLength(4096)));
}
