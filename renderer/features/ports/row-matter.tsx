/** What is the matter with a row, below it: why its port can't be opened, or why an action failed, and the next step. */
import { CircleAlert } from 'lucide-react';
import { describeError, type WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { busyKey, moveRow } from './port-actions.ts';
import type { PortRow } from './rows.ts';

interface RowMatterProps {
  readonly row: PortRow;
  /** Of an action that has failed; it comes before what was known. */
  readonly failure: WireError | undefined;
  readonly onError: (row: PortRow, error: WireError | undefined) => void;
}

export function RowMatter({ row, failure, onError }: RowMatterProps) {
  const say = useText();
  const language = useLanguage();
  const busy = useUi(({ busy: all }) => all[busyKey(row)] === true);
  const error = failure ?? row.worst.error;
  if (error === undefined) return null;
  const { what, hint } = describeError(error, language);
  const command = error.code === 'port.privileged' ? error.params['command'] : undefined;
  const free = failure === undefined ? row.worst.nextFree : undefined;
  return (
    <div
      className="list__matter"
      data-code={error.code}
      {...(failure === undefined ? {} : { role: 'alert' })}
    >
      <CircleAlert size={16} aria-hidden />
      <div>
        <p className="plain">{inertText(what)}</p>
        <p className="note__hint plain">{inertText(hint)}</p>
      </div>
      {typeof command === 'string' && <CopyButton text={command} label={say('command.copy')} />}
      {free !== undefined && (
        <Button
          disabled={busy}
          onClick={() => {
            onError(row, undefined);
            void moveRow(row, free, (failed) => onError(row, failed));
          }}
        >
          {say('ports.useFree', { port: String(free) })}
        </Button>
      )}
      {failure !== undefined && (
        <Button kind="quiet" onClick={() => onError(row, undefined)}>
          {say('close')}
        </Button>
      )}
    </div>
  );
}
