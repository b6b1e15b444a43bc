/** The folders of this computer that are in the machine, and those that containers asked for and did not get. */
import { Loader, Plus, Play } from 'lucide-react';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { startMachine } from '../machine/machine.ts';
import { Refusals } from './refusals.tsx';
import { ShareList } from './share-list.tsx';

export function SharesPage() {
  const say = useText();
  const list = useCore((state) => state.shares);
  const connection = useCore((state) => state.connection);
  const homeShared = useCore((state) => state.settings?.['shares.home']) ?? true;
  return (
    <Page
      title={say('nav.shares')}
      name={say('nav.shares')}
      count={list?.shares.length}
      tools={
        list !== undefined && (
          <Button kind="primary" icon={Plus} onClick={() => useUi.setState({ shareOpen: true })}>
            {say('shares.add')}
          </Button>
        )
      }
    >
      {list === undefined ? (
        <Empty icon={Loader} title={say(connection === 'connected' ? 'loading' : 'connection.connecting')} />
      ) : (
        <>
          <MachineOff />
          <Refusals refused={list.refused} />
          <ShareList list={list} homeShared={homeShared} />
        </>
      )}
    </Page>
  );
}

/** Shares can be chosen without a machine; in it they are only while it runs. */
function MachineOff() {
  const say = useText();
  const vm = useCore((state) => state.vm);
  if (vm === undefined || vm.kind === 'running') return null;
  if (vm.kind === 'failed') {
    return (
      <div className="tools">
        <ErrorNote error={vm.error} onRetry={() => void startMachine()} />
      </div>
    );
  }
  const off = vm.kind === 'absent' || vm.kind === 'stopped';
  return (
    <div className="tools">
      <span className="muted tools__text">{say(off ? 'shares.off' : `state.${vm.kind}`)}</span>
      {off && (
        <Button icon={Play} onClick={() => void startMachine()}>
          {say('machine.start')}
        </Button>
      )}
    </div>
  );
}
