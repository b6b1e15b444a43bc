import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCore, type CoreState } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { startMachine } from '../machine/machine.ts';

/** Milliseconds that a connection may be away before it is worth a word. */
const patience = 400;

/** Says that what is shown may be old, and what to do about it. */
export function ConnectionBanner() {
  const say = useText();
  const connection = useCore((state) => state.connection);
  const away = useCore(engineAway);
  const news = connection === 'connected' ? away : (`connection.${connection}` as const);
  const late = useLate(news);
  if (news === undefined || !late) return null;
  return (
    <div className={`banner ${connection === 'refused' ? 'banner--bad' : ''}`} role="status">
      <Unplug size={16} aria-hidden />
      <span>{say(news)}</span>
      {news === 'engine.away.failed' && (
        <Button kind="quiet" onClick={() => void startMachine()}>
          {say('machine.start')}
        </Button>
      )}
    </div>
  );
}

/** What has become of the engine whose lists are shown. */
function engineAway({ outdated, vm, containers }: CoreState) {
  if (!outdated || containers?.kind !== 'ready') return undefined;
  switch (vm?.kind) {
    case 'failed':
      return 'engine.away.failed' as const;
    case 'starting':
      return 'engine.away.starting' as const;
    case 'running':
      return 'engine.away' as const;
    default:
      return undefined;
  }
}

/** Whether there has been news for a while: what is over at once is not worth a word. */
function useLate(news: string | undefined): boolean {
  const [late, setLate] = useState(false);
  const any = news !== undefined;
  useEffect(() => {
    if (!any) return setLate(false);
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [any]);
  return late;
}
