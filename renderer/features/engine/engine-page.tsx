/** The engine, apart from the machine it runs in: what it is made of, what happens in it, what takes its disk. */
import { Tabs } from 'radix-ui';
import { Play, RotateCw, Square } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EngineParts } from '../../../main/contract/engine-pages-model.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useLive, type OpenTopic } from '../../stores/live.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Page } from '../../ui/page.tsx';
import { Offline } from '../offline.tsx';
import { Activity } from './activity.tsx';
import { Configuration } from './configuration.tsx';
import { Disk } from './disk.tsx';
import { Overview } from './overview.tsx';

const tabs = ['overview', 'activity', 'disk', 'configuration'] as const;

const openParts: OpenTopic<EngineParts> = (client, options) => client['engine.parts']({}, options);

export function EnginePage({ tab }: { readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const machineRuns = useCore((state) => state.vm?.kind === 'running');
  const parts = useLive(openParts);
  const known = machineRuns ? parts.value : undefined;
  return (
    <Page
      name={say('nav.engine')}
      title={say('nav.engine')}
      tools={known !== undefined && <EngineButtons running={known.dockerd !== undefined} />}
    >
      {machineRuns ? (
        <Tabs.Root
          className="tabs__panel"
          value={tabs.find((one) => one === tab) ?? 'overview'}
          activationMode="manual"
          onValueChange={(next) => go(next === 'overview' ? '/engine' : `/engine/${next}`, { replace: true })}
        >
          <Tabs.List className="tabs" aria-label={say('nav.engine')}>
            {tabs.map((one) => (
              <Tabs.Trigger key={one} value={one} className="tabs__tab">
                {say(`engine.${one}`)}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value="overview" className="tabs__panel" tabIndex={-1}>
            <Overview parts={known} error={parts.error} again={parts.again} />
          </Tabs.Content>
          <Tabs.Content value="activity" className="tabs__panel" tabIndex={-1}>
            <Activity />
          </Tabs.Content>
          <Tabs.Content value="disk" className="tabs__panel" tabIndex={-1}>
            <Disk />
          </Tabs.Content>
          <Tabs.Content value="configuration" className="tabs__panel" tabIndex={-1}>
            <Configuration />
          </Tabs.Content>
        </Tabs.Root>
      ) : (
        <Offline />
      )}
    </Page>
  );
}

function EngineButtons({ running }: { readonly running: boolean }) {
  const say = useText();
  const busy = useUi((state) => state.busy['engine'] === true);
  const [stopping, setStopping] = useState(false);
  const order = (verb: 'start' | 'restart') =>
    void act({ key: 'engine', command: `moorage engine ${verb}` }, (client) => client[`engine.${verb}`]({}));
  return (
    <>
      <span className={`state state--${running ? 'good' : 'off'}`} role="status">
        {say(running ? 'engine.running' : 'engine.stopped')}
      </span>
      {running ? (
        <>
          <Button icon={RotateCw} disabled={busy} onClick={() => order('restart')}>
            {say('engine.restart')}
          </Button>
          <Button icon={Square} disabled={busy} onClick={() => setStopping(true)}>
            {say('engine.stop')}
          </Button>
        </>
      ) : (
        <Button kind="primary" icon={Play} disabled={busy} onClick={() => order('start')}>
          {say('engine.start')}
        </Button>
      )}
      {stopping && (
        <Confirm
          title={say('engine.stop')}
          confirm={say('engine.stop')}
          command="moorage engine stop"
          kind="primary"
          task={(client) => client['engine.stop']({})}
          onClose={() => setStopping(false)}
        >
          <p>{say('engine.stop.text')}</p>
        </Confirm>
      )}
    </>
  );
}
