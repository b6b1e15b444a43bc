/** A `docker run` command that somebody has already, read into the form. */
import { ClipboardPaste } from 'lucide-react';
import { useState } from 'react';
import { AppError, type WireError } from '../../../main/contract/errors.ts';
import { parseRun } from '../../../main/contract/parse-run.ts';
import { wireOf } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { formOf, type RunForm } from './run-form.ts';

export function Paste({ onRead }: { readonly onRead: (form: RunForm) => void }) {
  const say = useText();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [error, setError] = useState<WireError>();
  const read = (line: string) => {
    try {
      onRead(formOf(parseRun(line)));
      setOpen(false);
      setText('');
    } catch (refusal) {
      if (!(refusal instanceof AppError)) throw refusal;
      setError(wireOf(refusal));
    }
  };
  if (!open) {
    return (
      <Button
        kind="quiet"
        icon={ClipboardPaste}
        className="run__paste"
        onClick={() => {
          setError(undefined);
          setOpen(true);
        }}
      >
        {say('run.paste')}
      </Button>
    );
  }
  return (
    <div className="run__pasting">
      <TextField
        label={say('run.paste.label')}
        hint={say('run.paste.hint')}
        rows={4}
        // It opens because somebody wants to paste here.
        autoFocus
        placeholder="docker run --rm -it -p 8080:80 nginx:alpine"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
      />
      {error !== undefined && <ErrorNote error={error} />}
      <div className="run__offers">
        <Button disabled={text.trim() === ''} onClick={() => read(text)}>
          {say('run.paste.read')}
        </Button>
        <Button kind="quiet" onClick={() => setOpen(false)}>
          {say('run.paste.close')}
        </Button>
      </div>
    </div>
  );
}
