/** What a row of the list of shares says: which folder, how it gets into the machine, how it stands. */
import type { Share } from '../../../main/contract/model.ts';
import { inertText } from '../../format.ts';
import { useUi } from '../../stores/ui.ts';
import { useText, type Say } from '../../text.ts';
import { Explain } from '../../ui/explain.tsx';
import { busyKey, homeKey } from './share-actions.ts';
import { shareTone, shownProvider, splitPath, syncWork } from './rows.ts';

export function Folder({ share }: { readonly share: Share }) {
  const say = useText();
  const path = inertText(share.path);
  const [parent, name] = splitPath(path);
  const sub = notesOf(share, say);
  return (
    <>
      <div className="list__name plain" title={path}>
        <span className="place place--path">
          <span className="clip">{parent}</span>
          <span className="clip">{name}</span>
        </span>
      </div>
      {sub !== '' && (
        <div className="list__sub clip plain" title={sub}>
          {sub}
        </div>
      )}
    </>
  );
}

function notesOf({ source, path, guestPath, ignore = [] }: Share, say: Say): string {
  return [
    ...(source === 'home' ? [say('shares.home')] : []),
    ...(guestPath === path ? [] : [say('shares.guestPath', { path: inertText(guestPath) })]),
    ...(ignore.length === 0 ? [] : [say('shares.without', { patterns: inertText(ignore.join(', ')) })]),
  ].join(' · ');
}

export function Provider({ share }: { readonly share: Share }) {
  const say = useText();
  const provider = shownProvider(share);
  const word = say(`shares.provider.${provider}`);
  return (
    <>
      <Explain word={word} label={say('shares.provider.about', { provider: word })}>
        <p>{say(`shares.provider.${provider}.text`)}</p>
        {provider !== 'auto' && (
          <p className="muted">{say(share.wanted === 'auto' ? 'shares.chosen' : 'shares.wanted')}</p>
        )}
      </Explain>
      <div className="list__sub clip">{say(share.readOnly ? 'shares.readOnly' : 'shares.readWrite')}</div>
    </>
  );
}

export function State({ share }: { readonly share: Share }) {
  const say = useText();
  const key = share.source === 'home' ? busyKey(homeKey) : busyKey(share.id);
  const busy = useUi(({ busy: all }) => all[key] === true);
  const work = syncWork(share);
  const word = work === undefined ? say(`shares.state.${share.state}`) : say(`shares.phase.${work.phase}`);
  return <div className={`state state--${busy ? 'busy' : shareTone(share)} state--wrap`}>{word}</div>;
}
