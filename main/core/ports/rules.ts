/**
 * The user's own rules about ports, in a file of their own: which ports lead where without being published, and what
 * becomes of some that are. A rule belongs to a container's name or to its compose service, so it comes back with them.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { AppError } from '../../contract/errors.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';

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
const fileSchema = v.object({ rules: v.pipe(v.array(ruleSchema), v.maxLength(4096)) });

export type PortRule = v.InferOutput<typeof ruleSchema>;

export interface PortRules {
  readonly topic: ReadableTopic<readonly PortRule[]>;
  /**
   * Changes the list and the file; one after the other. Throws `config.invalid` for a list that couldn't be read again,
   * as when it is too long, `home.notWritable`, `home.diskFull`.
   */
  change(decide: (rules: readonly PortRule[]) => readonly PortRule[]): Promise<void>;
}

/** A name for a new rule. */
export function ruleId(): string {
  return `rule-${randomBytes(4).toString('hex')}`;
}

/** Opens the file; a missing one means no rules. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export async function openPortRules(path: string): Promise<PortRules> {
  const topic = new Topic<readonly PortRule[]>(await readRules(path));
  let last: Promise<unknown> = Promise.resolve();
  return {
    topic,
    change(decide) {
      const task = async () => {
        const rules = checked(path, { rules: decide(topic.value) });
        await writeFileAtomic(path, `${JSON.stringify({ rules }, null, 2)}\n`);
        topic.set(rules);
      };
      const mine = last.then(task);
      last = mine.catch(() => undefined); // told to the one who asked
      return mine;
    },
  };
}

async function readRules(path: string): Promise<readonly PortRule[]> {
  try {
    return checked(path, JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (systemCode(error) === 'ENOENT') return [];
    if (error instanceof SyntaxError)
      throw new AppError('config.notJson', { params: { path, reason: error.message.slice(0, 200) } });
    throw new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
  }
}

/** The rules in what a file has, or shall have. Throws `config.invalid`. */
function checked(path: string, content: unknown): readonly PortRule[] {
  const result = v.safeParse(fileSchema, content);
  if (result.success) return result.output.rules;
  const [issue] = result.issues;
  throw new AppError('config.invalid', {
    params: {
      key: `${path}: ${v.getDotPath(issue) ?? ''}`,
      value: (JSON.stringify(issue.input) ?? '').slice(0, 100),
      expected: issue.expected ?? '…',
    },
  });
}
