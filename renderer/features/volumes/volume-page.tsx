/** One volume: what it is and who uses it, and the files in it. */
import { ArchiveRestore, ArrowLeft, Download, Ghost, Trash2 } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { VolumeSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { routed } from '../../route.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { FileBrowser } from '../files/file-browser.tsx';
import type { Browsed } from '../files/place.ts';
import { WhenListed } from '../offline.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { BackupDialog, RemoveVolumes } from './volume-actions.tsx';
import { VolumeOverview } from './volume-overview.tsx';

const tabs = ['overview', 'files'] as const;

/** Where the page of a volume is. */
export function volumeHref(name: string, tab?: (typeof tabs)[number]): string {
  return `/volumes/${encodeURIComponent(name)}${tab === undefined ? '' : `/${tab}`}`;
}

/** `part` is the volume's name as it stands in the address. */
export function VolumePage({ part, tab }: { readonly part: string; readonly tab: string }) {
  const say = useText();
  const list = useCore((state) => state.volumes);
  const found = list?.kind === 'ready' ? list.items.find(({ name }) => routed(name) === part) : undefined;
  const name = inertText(found?.name ?? part);
  return (
    <Page
      name={name}
      title={
        <>
          <Link href="/volumes" aria-label={say('volume.back')} title={say('volume.back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{name}</span>
        </>
      }
      tools={found !== undefined && <Actions volume={found} />}
    >
      <WhenListed list={list}>
        {() =>
          found === undefined ? (
            <Empty icon={Ghost} title={say('volume.gone')}>
              <Link href="/volumes">{say('volume.gone.back')}</Link>
            </Empty>
          ) : (
            <VolumeTabs volume={found} tab={tab} />
          )
        }
      </WhenListed>
    </Page>
  );
}

function Actions({ volume: { name } }: { readonly volume: VolumeSummary }) {
  const say = useText();
  const [, go] = useLocation();
  const [open, setOpen] = useState<'backup' | 'restore' | 'remove'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Button icon={Download} onClick={() => setOpen('backup')}>
        {say('volume.backup')}
      </Button>
      <Button icon={ArchiveRestore} onClick={() => setOpen('restore')}>
        {say('volume.restore.into')}
      </Button>
      <Button icon={Trash2} onClick={() => setOpen('remove')}>
        {say('remove')}
      </Button>
      {open === 'backup' && <BackupDialog name={name} onClose={close} />}
      {open === 'restore' && <RestoreDialog into={name} onClose={close} />}
      {open === 'remove' && (
        <RemoveVolumes
          names={[name]}
          onClose={(done) => {
            close();
            if (done) go('/volumes');
          }}
        />
      )}
    </>
  );
}

function VolumeTabs({ volume, tab }: { readonly volume: VolumeSummary; readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const { name } = volume;
  const shown = tabs.find((one) => one === tab) ?? 'overview';
  const at = useMemo(
    (): Browsed => ({ place: { kind: 'volume', name }, named: { kind: 'volume', name }, live: true }),
    [name],
  );
  return (
    <Tabs.Root
      className="tabs__panel"
      value={shown}
      activationMode="manual"
      onValueChange={(next) =>
        go(
          volumeHref(
            name,
            tabs.find((one) => one === next),
          ),
          { replace: true },
        )
      }
    >
      <Tabs.List className="tabs" aria-label={say('volume.tabs')}>
        {tabs.map((one) => (
          <Tabs.Trigger key={one} value={one} className="tabs__tab">
            {say(`volume.tab.${one}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="overview" className="tabs__panel" tabIndex={-1}>
        <VolumeOverview volume={volume} />
      </Tabs.Content>
      <Tabs.Content value="files" className="tabs__panel" tabIndex={-1}>
        <FileBrowser at={at} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
