/** The connection to a guest that answers as the test says. */
import { orAbort } from '../../../../../main/core/lib/retry.ts';
import { Topic } from '../../../../../main/core/lib/topic.ts';
import { AppError } from '../../../../../main/contract/errors.ts';
import type { ExecOptions, ExecResult } from '../../../../../main/core/guest/guest.ts';
import type { GuestLink } from '../../../../../main/core/guest/link.ts';

export class FakeLink implements GuestLink {
  readonly connected = new Topic(true);
  readonly pace = 1;
  /** What was run in the guest. */
  readonly ran: string[] = [];
  /** The answer to what is run. */
  answer: (argv: readonly string[], options: ExecOptions) => Promise<Partial<ExecResult>> = () =>
    Promise.resolve({});

  async ready(signal: AbortSignal): Promise<void> {
    if (this.connected.value) return;
    const up = new Promise<void>((resolve) => void this.connected.subscribe(() => resolve()));
    await orAbort(up, signal);
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    this.ran.push(argv.join(' '));
    const answer = await this.answer(argv, options);
    return { exitCode: 0, stdout: Buffer.alloc(0), stderr: '', ...answer };
  }

  check = () => Promise.resolve();
  close = () => undefined;
  dial = () => unreachable();
  session = () => unreachable();
  read = () => unreachable();
  write = () => unreachable();
}

function unreachable(): Promise<never> {
  return Promise.reject(new AppError('guest.unreachable', { params: { reason: 'there is no guest' } }));
}
