/** A new volume: a name, and for those who want it a driver, its options, and labels. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Field, TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { valuesIn, wantedVolume } from './wanted-volume.ts';

export function CreateVolume({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const [typed, setTyped] = useState({ name: '', driver: '', options: '', labels: '' });
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const wanted = wantedVolume(typed);
  const fault = (text: string) =>
    tried && valuesIn(text) === undefined ? say('volume.create.line') : undefined;
  const submit = async () => {
    setTried(true);
    if (wanted === undefined) return;
    const done = await run((onError) =>
      act({ command: { kind: 'volume.create', ...wanted }, onError }, (client) =>
        client['volume.create'](wanted),
      ),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={say('volume.create')}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={<DialogButtons submit={say('create')} disabled={busy} onCancel={onClose} />}
    >
      <Field
        label={say('column.name')}
        value={typed.name}
        data-first-focus
        error={tried && typed.name.trim() === '' ? say('create.nameMissing') : undefined}
        onChange={(event) => setTyped({ ...typed, name: event.target.value })}
      />
      <details className="more">
        <summary>{say('volume.create.more')}</summary>
        <Field
          label={say('column.driver')}
          placeholder="local"
          mono
          value={typed.driver}
          onChange={(event) => setTyped({ ...typed, driver: event.target.value })}
        />
        <TextField
          label={say('volume.options')}
          hint={say('volume.create.options.hint')}
          placeholder={'type=tmpfs\ndevice=tmpfs\no=size=100m'}
          rows={3}
          value={typed.options}
          error={fault(typed.options)}
          onChange={(event) => setTyped({ ...typed, options: event.target.value })}
        />
        <TextField
          label={say('image.labels')}
          hint={say('volume.create.labels.hint')}
          placeholder="com.example.backup=daily"
          rows={2}
          value={typed.labels}
          error={fault(typed.labels)}
          onChange={(event) => setTyped({ ...typed, labels: event.target.value })}
        />
      </details>
      {wanted !== undefined && <CommandLine command={dockerCommand({ kind: 'volume.create', ...wanted })} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
