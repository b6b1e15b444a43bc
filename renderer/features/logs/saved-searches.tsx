/** Searches in logs that were given a name: the core keeps them, so they are there in every window. */
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { LogSearch } from '../../../main/contract/logs-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useLive } from '../../stores/live.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogError } from '../../ui/use-dialog-error.ts';
import { compile } from './search.ts';

const openSearches = (client: CoreClient, options: AskOptions) => client['logs.searches']({}, options);

export type SearchValues = Omit<LogSearch, 'name'>;

interface SavedSearchesProps {
  readonly search: SearchValues;
  readonly onChoose: (search: SearchValues) => void;
}

export function SavedSearches({ search, onChoose }: SavedSearchesProps) {
  const say = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={Bookmark} label={say('searches.title')} onClick={() => setOpen(true)} />
      {open && (
        <SearchesDialog
          search={search}
          onChoose={(chosen) => {
            onChoose(chosen);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function SearchesDialog({
  search,
  onChoose,
  onClose,
}: SavedSearchesProps & { readonly onClose: () => void }) {
  const say = useText();
  const { value: saved = [] } = useLive(openSearches);
  const [name, setName] = useState('');
  const { error, setError, onError } = useDialogError();
  const fits = (search.text !== '' || search.streams !== 'both') && compile(search).kind !== 'invalid';
  const submit = async () => {
    if (!fits || name.trim() === '') return;
    setError(undefined);
    const done = await act({ onError }, (client) =>
      client['logs.saveSearch']({ ...search, name: name.trim() }),
    );
    if (done) setName('');
  };
  const remove = (one: LogSearch) =>
    void act({ onError }, (client) => client['logs.removeSearch']({ name: one.name }));
  return (
    <Dialog
      title={say('searches.title')}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{say('close')}</Button>
          <Button kind="primary" type="submit" disabled={!fits || name.trim() === ''}>
            {say('searches.save')}
          </Button>
        </>
      }
    >
      {saved.length === 0 && <p className="muted">{say('searches.none')}</p>}
      <ul className="searches" aria-label={say('searches.title')}>
        {saved.map((one) => (
          <li key={one.name}>
            <Button kind="quiet" onClick={() => onChoose(one)}>
              {inertText(one.name)}
            </Button>
            <code className="clip plain" dir="ltr">
              {inertText(one.regex ? `/${one.text}/` : one.text)}
            </code>
            <Button
              kind="quiet"
              aria-label={say('searches.remove', { name: one.name })}
              onClick={() => remove(one)}
            >
              {say('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <Field
        label={say('searches.name')}
        hint={say(fits ? 'searches.name.hint' : 'searches.nothing')}
        value={name}
        maxLength={60}
        disabled={!fits}
        data-first-focus
        onChange={(event) => setName(event.target.value)}
      />
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
