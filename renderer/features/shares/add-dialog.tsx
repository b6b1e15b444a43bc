/** The form for a folder to share, with the command that it comes to. */
import { useEffect, useRef, useState } from 'react';
import { shareCommand } from '../../../main/contract/share-command.ts';
import { act } from '../../stores/act.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Check, Choices, Field, TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { providerChoices, readAddShareForm, type AddShareForm } from './add-form.ts';

export function AddShareDialog() {
  const say = useText();
  const [form, setForm] = useState<AddShareForm>({ path: '', readOnly: false, provider: 'auto', ignore: '' });
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const close = () => useUi.setState({ shareOpen: false });
  const put = (change: Partial<AddShareForm>) => setForm({ ...form, ...change });
  const { wanted, fault } = readAddShareForm(form);
  const bottom = useRef<HTMLDivElement>(null);
  // The form is higher than a small window: what went wrong must not be out of sight.
  useEffect(() => {
    bottom.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  const submit = async () => {
    setTried(true);
    if (wanted === undefined) return;
    const command = shareCommand({ kind: 'share.add', ...wanted });
    const { ignore, ...rest } = wanted;
    const done = await run((onError) =>
      act({ command, onError }, (client) =>
        client['share.add']({ ...rest, ...(ignore === undefined ? {} : { ignore: [...ignore] }) }),
      ),
    );
    if (done) close();
  };
  return (
    <Dialog
      title={say('shares.add')}
      onClose={close}
      onSubmit={() => void submit()}
      foot={<DialogButtons submit={say('shares.submit')} disabled={busy} onCancel={close} />}
    >
      <Field
        label={say('shares.path')}
        hint={say('shares.path.hint')}
        mono
        placeholder="/srv/projects"
        value={form.path}
        data-first-focus
        error={tried && fault !== undefined ? say(fault) : undefined}
        onChange={(event) => put({ path: event.target.value })}
      />
      <Check
        label={say('shares.readOnly')}
        hint={say('shares.readOnly.hint')}
        checked={form.readOnly}
        onChange={(event) => put({ readOnly: event.target.checked })}
      />
      <Choices
        label={say('shares.column.provider')}
        value={form.provider}
        choices={providerChoices.map((value) => ({
          ...{ value, label: say(`shares.provider.${value}`), hint: say(`shares.provider.${value}.text`) },
        }))}
        onChange={(provider) => put({ provider })}
      />
      {form.provider === 'sync' && (
        <TextField
          label={say('shares.ignore')}
          hint={say('shares.ignore.hint')}
          rows={3}
          placeholder={'node_modules/\n*.log'}
          value={form.ignore}
          onChange={(event) => put({ ignore: event.target.value })}
        />
      )}
      {wanted !== undefined && <CommandLine command={shareCommand({ kind: 'share.add', ...wanted })} />}
      {error !== undefined && (
        <div ref={bottom}>
          <ErrorNote error={error} />
        </div>
      )}
    </Dialog>
  );
}
