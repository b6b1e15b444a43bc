/** What the form for a program in a container says. */
import { splitWords } from '../../../main/contract/shell-words.ts';
import type { ExecWish } from './wish.ts';

export interface ExecForm {
  readonly program: string;
  readonly user: string;
  readonly workdir: string;
}

type Fault = 'terminal.choose.program.open' | 'terminal.choose.workdir.relative';

/** What the form asks for, and what is wrong with it, by field. An empty field leaves it to the image. */
export function readExecForm({ program, user, workdir }: ExecForm): {
  readonly wish: ExecWish;
  readonly faults: Partial<Record<keyof ExecForm, Fault>>;
} {
  const words = splitWords(program);
  const folder = workdir.trim();
  return {
    wish: {
      kind: 'exec',
      ...(words === undefined || words.length === 0 ? {} : { command: words }),
      ...(user.trim() === '' ? {} : { user: user.trim() }),
      ...(folder === '' ? {} : { workdir: folder }),
    },
    faults: {
      ...(words === undefined ? { program: 'terminal.choose.program.open' as const } : {}),
      ...(folder === '' || folder.startsWith('/')
        ? {}
        : { workdir: 'terminal.choose.workdir.relative' as const }),
    },
  };
}
