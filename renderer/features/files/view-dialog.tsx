/** A file's beginning, to be read. */
import { useCallback } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { bytesText, inertText } from '../../format.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import type { Browsed } from './place.ts';
import { shownName } from './rows.ts';

interface ViewDialogProps {
  readonly at: Browsed;
  readonly path: string;
  readonly name: string;
  readonly onDownload: () => void;
  readonly onClose: () => void;
}

export function ViewDialog({ at, path, name, onDownload, onClose }: ViewDialogProps) {
  const say = useText();
  const { place } = at;
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['files.read']({ place, path }, options),
    [place, path],
  );
  const { value, error, again } = useAnswer(ask);
  return (
    <Dialog
      title={shownName(name)}
      className="files__view"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onDownload}>{say('files.download')}</Button>
          <Button onClick={onClose} data-first-focus>
            {say('close')}
          </Button>
        </>
      }
    >
      {at.live && <CommandLine command={dockerCommand({ kind: 'files.read', place: at.named, path })} />}
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value === undefined && error === undefined && (
        <p className="muted" role="status">
          {say('files.reading')}
        </p>
      )}
      {value !== undefined && (
        <p className="muted" role="status">
          {bytesText(value.bytes)}
          {value.text === undefined && ` · ${say('files.binary')}`}
          {value.text !== undefined && value.cut && ` · ${say('files.cut')}`}
          {value.text === '' && ` · ${say('files.emptyFile')}`}
        </p>
      )}
      {value?.text !== undefined && value.text !== '' && (
        <pre
          className="files__text plain"
          role="region"
          dir="ltr"
          tabIndex={0}
          aria-label={say('files.text')}
        >
          {inertText(value.text)}
        </pre>
      )}
    </Dialog>
  );
}
