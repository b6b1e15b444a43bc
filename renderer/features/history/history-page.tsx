/** What was done in windows, and what was removed and can still be put back. */
import { Tabs } from 'radix-ui';
import { useLocation } from 'wouter';
import { useText } from '../../text.ts';
import { Page } from '../../ui/page.tsx';
import { DoneList } from './done-list.tsx';
import { RemovedList } from './removed-list.tsx';

const tabs = ['done', 'removed'] as const;

export function HistoryPage({ tab }: { readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  return (
    <Page name={say('nav.history')} title={say('nav.history')}>
      <Tabs.Root
        className="tabs__panel"
        value={tabs.find((one) => one === tab) ?? 'done'}
        activationMode="manual"
        onValueChange={(next) => go(next === 'done' ? '/history' : `/history/${next}`, { replace: true })}
      >
        <Tabs.List className="tabs" aria-label={say('nav.history')}>
          {tabs.map((one) => (
            <Tabs.Trigger key={one} value={one} className="tabs__tab">
              {say(`history.${one}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="done" className="tabs__panel" tabIndex={-1}>
          <DoneList />
        </Tabs.Content>
        <Tabs.Content value="removed" className="tabs__panel" tabIndex={-1}>
          <RemovedList />
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}
