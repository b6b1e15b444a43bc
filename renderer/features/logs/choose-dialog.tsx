/** Chooses the containers whose logs are shown together. */
import { useState } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { mostFollowed } from '../../../main/contract/logs-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Check } from '../../ui/field.tsx';
import { SearchField } from '../../ui/page.tsx';

interface ChooseDialogProps {
  readonly containers: readonly ContainerSummary[];
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
  readonly onClose: () => void;
}

export function ChooseDialog({ containers, chosen, onChoose, onClose }: ChooseDialogProps) {
  const say = useText();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set(chosen));
  const [search, setSearch] = useState('');
  const shown = containers.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const put = (id: string, on: boolean) => {
    const next = new Set(ids);
    if (on) next.add(id);
    else next.delete(id);
    setIds(next);
  };
  return (
    <Dialog
      title={say('logs.choose.title')}
      onClose={onClose}
      onSubmit={() => {
        onChoose([...ids]);
        onClose();
      }}
      foot={<DialogButtons submit={say('logs.choose.submit')} disabled={ids.size === 0} onCancel={onClose} />}
    >
      <SearchField value={search} onChange={setSearch} label={say('containers.search')} />
      <fieldset className="logs__choices">
        <legend className="field__label">{say('list.chosen', { n: ids.size })}</legend>
        {shown.map(({ id, name }) => (
          <Check
            key={id}
            label={inertText(name)}
            checked={ids.has(id)}
            disabled={!ids.has(id) && ids.size >= mostFollowed}
            onChange={(event) => put(id, event.target.checked)}
          />
        ))}
        {shown.length === 0 && <p className="muted">{say('nothing')}</p>}
      </fieldset>
    </Dialog>
  );
}
