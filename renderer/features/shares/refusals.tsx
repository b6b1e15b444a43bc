/** Folders that containers asked for and did not get, with the one step that makes them work. */
import { FolderLock, X } from 'lucide-react';
import { useState } from 'react';
import type { WireError } from '../../../main/contract/errors.ts';
import type { ShareRefusal } from '../../../main/contract/model.ts';
import { agoText, inertText } from '../../format.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useNow } from '../../ui/use-now.ts';
import { busyKey, dismissRefused, shareRefused } from './share-actions.ts';

/** So many are shown at first: the newest. */
const fewest = 3;

export function Refusals({ refused }: { readonly refused: readonly ShareRefusal[] }) {
  const say = useText();
  const [all, setAll] = useState(false);
  if (refused.length === 0) return null;
  const shown = all ? refused : refused.slice(0, fewest);
  const more = refused.length - shown.length;
  return (
    <section className="refusals" aria-label={say('shares.refused')}>
      {shown.map((one) => (
        <Refusal key={one.path} refusal={one} />
      ))}
      {more > 0 && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {say('shares.refused.more', { n: more })}
        </Button>
      )}
    </section>
  );
}

function Refusal({ refusal: { path, at } }: { readonly refusal: ShareRefusal }) {
  const say = useText();
  const language = useLanguage();
  const now = useNow(60_000);
  const [error, setError] = useState<WireError>();
  const busy = useUi(({ busy: all }) => all[busyKey(path)] === true);
  const name = inertText(path);
  const run = (task: typeof shareRefused) => () => {
    setError(undefined);
    void task(path, setError);
  };
  return (
    <>
      <div className="note note--warn refusal" data-code="share.notShared">
        <FolderLock size={17} aria-hidden />
        <div className="note__text">
          <p className="plain">{say('shares.refused.text', { path: name })}</p>
          <p className="note__hint">{agoText(at, now, language)}</p>
        </div>
        <Button
          disabled={busy}
          aria-label={say('actOn', { action: say('shares.shareIt'), name })}
          onClick={run(shareRefused)}
        >
          {say('shares.shareIt')}
        </Button>
        <IconButton
          icon={X}
          label={say('actOn', { action: say('shares.dismiss'), name })}
          disabled={busy}
          onClick={run(dismissRefused)}
        />
      </div>
      {error !== undefined && <ErrorNote error={error} onDismiss={() => setError(undefined)} />}
    </>
  );
}
