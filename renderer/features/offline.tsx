/** What the pages of the engine show while there is no list to show: no engine, or not yet. */
import { Loader, Power } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Listed } from '../../main/contract/engine-model.ts';
import { useCore } from '../stores/core.ts';
import { useText } from '../text.ts';
import { Button } from '../ui/button.tsx';
import { Empty, ErrorNote } from '../ui/notes.tsx';
import { startMachine } from './machine/machine.ts';

/** Shows the list where there is one, else what is the matter and what to do. */
export function WhenListed<T>({
  list,
  children,
}: {
  readonly list: Listed<T> | undefined;
  readonly children: (items: readonly T[]) => ReactNode;
}) {
  if (list?.kind === 'ready') return children(list.items);
  return <Offline />;
}

/** What is the matter with the machine, and what to do. */
export function Offline() {
  const say = useText();
  const vm = useCore((state) => state.vm);
  const connection = useCore((state) => state.connection);
  if (vm === undefined) {
    return (
      <Empty icon={Loader} title={say(connection === 'connected' ? 'loading' : 'connection.connecting')} />
    );
  }
  switch (vm.kind) {
    case 'running':
      return <Empty icon={Loader} title={say('loading')} />;
    case 'starting':
      return (
        <Empty icon={Loader} title={say('offline.starting')}>
          <p>{say(`step.${vm.step}`)}</p>
        </Empty>
      );
    case 'stopping':
      return <Empty icon={Loader} title={say('state.stopping')} />;
    case 'failed':
      return (
        <div className="empty">
          <ErrorNote error={vm.error} onRetry={() => void startMachine()} />
        </div>
      );
    default:
      return (
        <Empty icon={Power} title={say('offline.title')}>
          <p>{say('offline.text')}</p>
          <Button kind="primary" onClick={() => void startMachine()}>
            {say('machine.start')}
          </Button>
        </Empty>
      );
  }
}
