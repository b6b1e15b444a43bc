/** Where a file is to be written: on the computer of the core, which writes it itself. */
import { useEffect, useState } from 'react';
import { useCore } from '../stores/core.ts';
import { useText } from '../text.ts';
import { Check, Field } from './field.tsx';

export interface SaveTarget {
  readonly path: string;
  readonly overwrite: boolean;
}

/** A path that the core proposes once it has told where downloads go, until the user says another. */
export function useSaveTarget(fileName: string): readonly [SaveTarget, (target: SaveTarget) => void] {
  const client = useCore((state) => state.client);
  const [folder, setFolder] = useState<string>();
  const [chosen, setChosen] = useState<SaveTarget>();
  useEffect(() => {
    client?.['host.folders']({}).then(
      ({ downloads }) => setFolder(downloads),
      () => undefined, // the user can still type a path
    );
  }, [client]);
  const separator = folder?.includes('\\') === true ? '\\' : '/';
  const proposed = folder === undefined ? '' : `${folder}${separator}${fileName}`;
  return [chosen ?? { path: proposed, overwrite: false }, setChosen];
}

interface SaveToProps {
  readonly target: SaveTarget;
  readonly onChange: (target: SaveTarget) => void;
  readonly disabled?: boolean;
  readonly error?: string | undefined;
}

export function SaveTo({ target, onChange, disabled = false, error }: SaveToProps) {
  const say = useText();
  return (
    <>
      <Field
        label={say('saveTo.path')}
        hint={say('saveTo.hint')}
        mono
        // Not disabled: a browser gives no keys, Escape among them, to what has the focus and is.
        readOnly={disabled}
        error={error}
        value={target.path}
        onChange={(event) => onChange({ ...target, path: event.target.value })}
      />
      <Check
        label={say('saveTo.overwrite')}
        disabled={disabled}
        checked={target.overwrite}
        onChange={(event) => onChange({ ...target, overwrite: event.target.checked })}
      />
    </>
  );
}
