/** What is chosen of the history as a script, to be copied or saved. */
import { Download } from 'lucide-react';
import type { HistoryEntry } from '../../../main/contract/history-model.ts';
import { scriptOf } from '../../../main/contract/history-script.ts';
import { inertText } from '../../format.ts';
import { useShell } from '../../stores/shell-choice.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ShellChoice } from './shell-choice.tsx';

export function ScriptDialog({
  entries,
  onClose,
}: {
  readonly entries: readonly HistoryEntry[];
  readonly onClose: () => void;
}) {
  const say = useText();
  const shell = useShell();
  const script = scriptOf(entries, shell);
  return (
    <Dialog
      title={say('history.script.title', { n: entries.length })}
      onClose={onClose}
      foot={
        <>
          <CopyButton text={script} label={say('history.script.copy')} />
          <Button
            icon={Download}
            onClick={() => save(script, shell === 'posix' ? 'moorage.sh' : 'moorage.ps1')}
          >
            {say('history.script.save')}
          </Button>
          <Button onClick={onClose} data-first-focus>
            {say('close')}
          </Button>
        </>
      }
    >
      <p>{say('history.script.text')}</p>
      <div>
        <ShellChoice />
      </div>
      <pre className="script" tabIndex={0} dir="ltr">
        {inertText(script)}
      </pre>
    </Dialog>
  );
}

/** Windows PowerShell reads a script without a mark in the system's old encoding (about_Character_Encoding). */
function save(script: string, name: string): void {
  const mark = name.endsWith('.ps1') ? '\ufeff' : '';
  const url = URL.createObjectURL(new Blob([mark, script], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
