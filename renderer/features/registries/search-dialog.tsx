/** Looking for images on Docker Hub, or in a registry that can be searched, and pulling what was found. */
import { BadgeCheck, Download, Star } from 'lucide-react';
import { useRef, useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { FoundImage } from '../../../main/contract/registry-model.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogError } from '../../ui/use-dialog-error.ts';
import { withTag } from '../images/pull-dialog.tsx';
import { useTransfer, type Transfer } from '../transfer.ts';
import { TransferProgress } from '../transfer-progress.tsx';

/** Most results; what the engine gives at most is 100. */
const limit = 25;

export function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const transfer = useTransfer();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly FoundImage[]>();
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  const { error, setError, onError } = useDialogError();
  const term = typed.trim();
  const submit = async () => {
    if (term === '') return;
    asked.current += 1;
    const mine = asked.current;
    setBusy(true);
    setError(undefined);
    setFound(undefined);
    await act({ command: { kind: 'registry.search', term, limit }, onError }, async (client) => {
      const answer = await client['registry.search']({ term, limit });
      if (asked.current === mine) setFound(answer);
    });
    if (asked.current === mine) setBusy(false);
  };
  return (
    <Dialog
      title={say('registry.search')}
      onClose={onClose}
      onSubmit={() => void submit()}
      className="dialog--found"
      foot={
        <>
          {transfer.state === 'running' && <Button onClick={transfer.cancel}>{say('pull.cancel')}</Button>}
          <Button onClick={onClose}>{say('close')}</Button>
          <Button kind="primary" type="submit" disabled={busy || term === ''}>
            {say('search')}
          </Button>
        </>
      }
    >
      <Field
        label={say('registry.search.term')}
        hint={say('registry.search.hint')}
        placeholder="nginx"
        data-first-focus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {term !== '' && <CommandLine command={dockerCommand({ kind: 'registry.search', term, limit })} />}
      {error !== undefined && <ErrorNote error={error} onRetry={() => void submit()} />}
      <p className="muted" role="status">
        {busy ? say('loading') : found?.length === 0 ? say('nothing') : ''}
      </p>
      {found !== undefined && found.length > 0 && <Results found={found} transfer={transfer} />}
      {transfer.state !== 'idle' && <TransferProgress transfer={transfer} />}
    </Dialog>
  );
}

function Results({
  found,
  transfer,
}: {
  readonly found: readonly FoundImage[];
  readonly transfer: Transfer;
}) {
  const say = useText();
  const pull = (name: string) => {
    const reference = withTag(name);
    transfer.begin({
      title: { key: 'pull.task', values: { name: reference } },
      command: { kind: 'image.pull', reference },
      items: (client, signal) => client['image.pull']({ reference }, { signal }),
    });
  };
  return (
    <ul className="found" aria-label={say('registry.search.found')}>
      {found.map(({ name, description, stars, official }) => (
        <li key={name} className="found__one">
          <div className="found__text">
            <div className="found__name">
              <span className="list__name clip plain">{inertText(name)}</span>
              {official && (
                <span className="found__official">
                  <BadgeCheck size={15} aria-hidden /> {say('registry.search.official')}
                </span>
              )}
            </div>
            <div className="list__sub clip plain" title={inertText(description)}>
              {inertText(description)}
            </div>
          </div>
          <span className="found__stars muted" title={say('registry.search.stars', { n: stars })}>
            <Star size={15} aria-hidden />
            <span aria-label={say('registry.search.stars', { n: stars })}>
              {stars.toLocaleString('en-US')}
            </span>
          </span>
          <IconButton
            icon={Download}
            label={say('actOn', { action: say('pull.submit'), name: inertText(name) })}
            disabled={transfer.state === 'running'}
            onClick={() => pull(name)}
          />
        </li>
      ))}
    </ul>
  );
}
