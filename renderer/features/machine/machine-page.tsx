/** The machine: its state step by step, how busy it is, what it is made of, and its logs. */
import { Tabs } from 'radix-ui';
import { Play, RotateCw, Square } from 'lucide-react';
import { useLocation } from 'wouter';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { machineTone, restartMachine, startMachine, stopMachine } from './machine.ts';
import { MachineLogs } from './machine-logs.tsx';
import { Address, Resources, Versions } from './machine-cards.tsx';
import { StartSteps } from './start-steps.tsx';
import { Usage } from './usage.tsx';

export function MachinePage({ tab }: { readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const vm = useCore((state) => state.vm);
  return (
    <Page
      name={say('nav.machine')}
      title={say('nav.machine')}
      tools={
        <>
          {vm !== undefined && (
            <span className={`state state--${machineTone(vm)}`} role="status">
              {say(`state.${vm.kind}`)}
            </span>
          )}
          <MachineButtons />
        </>
      }
    >
      <Tabs.Root
        className="tabs__panel"
        value={tab === 'logs' ? 'logs' : 'overview'}
        activationMode="manual"
        onValueChange={(next) => go(next === 'logs' ? '/machine/logs' : '/machine', { replace: true })}
      >
        <Tabs.List className="tabs" aria-label={say('nav.machine')}>
          <Tabs.Trigger value="overview" className="tabs__tab">
            {say('machine.overview')}
          </Tabs.Trigger>
          <Tabs.Trigger value="logs" className="tabs__tab">
            {say('machine.logs')}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="overview" className="tabs__panel" tabIndex={-1}>
          <Overview />
        </Tabs.Content>
        <Tabs.Content value="logs" className="tabs__panel" tabIndex={-1}>
          <MachineLogs />
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}

function MachineButtons() {
  const say = useText();
  const kind = useCore((state) => state.vm?.kind);
  const busy = useUi((state) => state.busy['machine'] === true);
  switch (kind) {
    case 'running':
      return (
        <>
          <Button icon={RotateCw} disabled={busy} onClick={() => void restartMachine()}>
            {say('machine.restart')}
          </Button>
          <Button icon={Square} disabled={busy} onClick={() => void stopMachine()}>
            {say('machine.stop')}
          </Button>
        </>
      );
    case 'starting':
      return <Button onClick={() => void stopMachine()}>{say('machine.cancel')}</Button>;
    case 'stopping':
    case undefined:
      return null;
    default:
      return (
        <Button kind="primary" icon={Play} disabled={busy} onClick={() => void startMachine()}>
          {say('machine.start')}
        </Button>
      );
  }
}

function Overview() {
  const say = useText();
  const vm = useCore((state) => state.vm);
  return (
    <div className="page__scroll" style={{ paddingTop: 'var(--gap-4)' }}>
      <div className="cards">
        {vm?.kind === 'failed' && (
          <div className="card card--wide" style={{ border: 0, padding: 0 }}>
            <ErrorNote error={vm.error} onRetry={() => void startMachine()} />
          </div>
        )}
        {vm?.kind === 'starting' && <StartSteps state={vm} />}
        {vm?.kind === 'running' &&
          vm.problems.map(({ subject, error }) => (
            <div key={subject} className="card card--wide" style={{ border: 0, padding: 0 }}>
              <ErrorNote error={error} tone="warn" />
            </div>
          ))}
        {(vm?.kind === 'absent' || vm?.kind === 'stopped') && (
          <p className="card card--wide">
            {say(vm.kind === 'absent' ? 'machine.absent' : 'machine.stopped')}
          </p>
        )}
        {vm?.kind === 'running' && (
          <>
            <Usage />
            <Address />
            <Versions />
          </>
        )}
        <Resources />
      </div>
    </div>
  );
}
