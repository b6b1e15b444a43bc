/** What can be done with a row of the list of shares. */
import { FolderMinus, Gauge, Pause, Play } from 'lucide-react';
import type { WireError } from '../../../main/contract/errors.ts';
import type { Share } from '../../../main/contract/model.ts';
import { inertText } from '../../format.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/switch.tsx';
import { isMeasurable } from './rows.ts';
import { busyKey, homeKey, pauseShare, setHomeShared } from './share-actions.ts';

export interface RowCalls {
  readonly onError: (key: string, error: WireError | undefined) => void;
  readonly remove: (share: Share) => void;
  readonly test: (share: Share) => void;
  /** One is measured at a time. */
  readonly testing: boolean;
}

export function ShareActions({
  share,
  onError,
  remove,
  test,
  testing,
}: RowCalls & { readonly share: Share }) {
  const say = useText();
  const busy = useUi(({ busy: all }) => all[busyKey(share.id)] === true);
  const { id, state, wanted, source } = share;
  const name = inertText(share.path);
  const paused = state === 'paused';
  const label = (action: 'shares.test' | 'shares.pause' | 'shares.resume' | 'shares.remove') =>
    say('actOn', { action: say(action), name });
  return (
    <div className="list__actions">
      {wanted === 'sync' && (paused || state === 'ready') && (
        <IconButton
          icon={paused ? Play : Pause}
          label={label(paused ? 'shares.resume' : 'shares.pause')}
          disabled={busy}
          onClick={() => {
            onError(id, undefined);
            void pauseShare(share, !paused, (error) => onError(id, error));
          }}
        />
      )}
      {isMeasurable(share) && (
        <IconButton
          icon={Gauge}
          label={label('shares.test')}
          disabled={testing}
          onClick={() => test(share)}
        />
      )}
      {source === 'home' ? (
        <HomeSwitch on onError={onError} />
      ) : (
        <IconButton
          icon={FolderMinus}
          label={label('shares.remove')}
          disabled={busy}
          onClick={() => remove(share)}
        />
      )}
    </div>
  );
}

export function HomeSwitch({ on, onError }: { readonly on: boolean } & Pick<RowCalls, 'onError'>) {
  const say = useText();
  const busy = useUi(({ busy: all }) => all[busyKey(homeKey)] === true);
  return (
    <Switch
      label={say('shares.home.share')}
      on={on}
      disabled={busy}
      onChange={(next) => {
        onError(homeKey, undefined);
        void setHomeShared(next, (error) => onError(homeKey, error));
      }}
    />
  );
}
