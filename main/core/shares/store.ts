/** The folders that the user shares beside the home folder, in a file of their own. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { AppError } from '../../contract/errors.ts';
import { shareProviders } from '../../contract/model.ts';
import { writeFileAtomic } from '../lib/atomic.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';

const wishSchema = v.object({
  path: v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096), v.regex(/^[^\0\r\n]*$/)),
  readOnly: v.optional(v.boolean(), false),
  provider: v.optional(v.picklist(['auto', ...shareProviders]), 'auto'),
  /** What a synced share leaves out, as in a `.gitignore`. */
  ignore: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(1000)), []),
  /** A synced share that the user has paused. */
  paused: v.optional(v.boolean(), false),
});
const fileSchema = v.object({ shares: v.pipe(v.array(wishSchema), v.maxLength(256)) });

/** A folder that the user wants to be in the VM. */
export type ShareWish = v.InferOutput<typeof wishSchema>;

export interface ShareStore {
  readonly topic: ReadableTopic<readonly ShareWish[]>;
  /** Changes the list and the file; one after the other. Throws `home.notWritable`, `home.diskFull`. */
  change(decide: (wishes: readonly ShareWish[]) => readonly ShareWish[]): Promise<void>;
}

/** Names a share: the same for the same folder, and fit for a file's name and a volume's. */
export function shareId(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

/** Opens the file; a missing one means no shares. Throws `config.notJson`, `config.invalid`, `file.failed`. */
export async function openShareStore(path: string): Promise<ShareStore> {
  const topic = new Topic<readonly ShareWish[]>(await readWishes(path));
  let last: Promise<unknown> = Promise.resolve();
  return {
    topic,
    change(decide) {
      const task = async () => {
        const shares = checked(path, { shares: decide(topic.value) });
        await writeFileAtomic(path, `${JSON.stringify({ shares }, null, 2)}\n`);
        topic.set(shares);
      };
      const mine = last.then(task);
      last = mine.catch(() => undefined); // told to the one who asked
      return mine;
    },
  };
}

async function readWishes(path: string): Promise<readonly ShareWish[]> {
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

function checked(path: string, content: unknown): readonly ShareWish[] {
  const result = v.safeParse(fileSchema, content);
  if (result.success) return result.output.shares;
  const [issue] = result.issues;
  throw new AppError('config.invalid', {
    params: {
      key: `${path}: ${v.getDotPath(issue) ?? ''}`,
      value: (JSON.stringify(issue.input) ?? '').slice(0, 100),
      expected: issue.expected ?? '…',
    },
  });
}
