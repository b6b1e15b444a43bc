/** The form for a folder to share, with the command that it comes to. */
import { useEffect, useRef, useState } from 'react';
import { shareCommand } from '../../../main/contract/share-command.ts';
import { act } from '../../stores/act.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Check, Choices, Field, TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogError } from '../../ui/use-dialog-error.ts';
import { providerChoices, readAddShareForm, type AddShareForm } from './add-form.ts';

export function AddShareDialog() {
  const say = useText();
  const [form, setForm] = useState<AddShareForm>({ path: '', readOnly: false, provider: 'auto', ignore: '' });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { alive, error, setError, onError } = useDialogError();
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
    setBusy(true);
    setError(undefined);
    const command = shareCommand({ kind: 'share.add', ...wanted });
    const { ignore, ...rest } = wanted;
    const done = await act({ command, onError }, (client) =>
      client['share.add']({ ...rest, ...(ignore === undefined ? {} : { ignore: [...ignore] }) }),
    );
    setBusy(false);
    if (done && alive.current) close();
  };
  return (
    <Dialog
      title={say('shares.add')}
      onClose={close}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={close}>{say('cancel')}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {say('shares.submit')}
          </Button>
        </>
      }
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
