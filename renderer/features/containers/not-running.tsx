/** Stands where only a running container has something to show, with the way to have it run. */
import { Play, type LucideIcon } from 'lucide-react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notes.tsx';
import { actionsFor, actOnContainer } from './actions.tsx';

interface NotRunningProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly container: ContainerSummary;
}

export function NotRunning({ icon, title, container }: NotRunningProps) {
  const say = useText();
  const busy = useUi((state) => state.busy[container.id] === true);
  return (
    <Empty icon={icon} title={title}>
      {actionsFor(container.state).includes('start') && (
        <Button icon={Play} disabled={busy} onClick={() => void actOnContainer(container, 'start')}>
          {say('container.start')}
        </Button>
      )}
    </Empty>
  );
}
