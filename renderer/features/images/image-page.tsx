/** One image: what it is and what it is called, and what its layers are made of. */
import { ArrowLeft, Download, Ghost, Play, Trash2 } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useCallback, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText, shortId } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { useRunningAnswer } from '../../stores/answer.ts';
import { Inspect } from '../inspect/inspect.tsx';
import { ImageLayers } from './image-layers.tsx';
import { ImageOverview } from './image-overview.tsx';
import { ImagePlatforms } from './image-platforms.tsx';
import { RemoveImage } from './remove-dialog.tsx';
import { SaveImage } from './save-image.tsx';

const tabs = ['overview', 'layers', 'platforms', 'inspect'] as const;

/** `part` is the image's id as it stands in the address, where its colon is written `%3A`. */
export function ImagePage({ part, tab }: { readonly part: string; readonly tab: string }) {
  const say = useText();
  const id = part.replaceAll(/%3a/gi, ':');
  const list = useCore((state) => state.images);
  const found = list?.kind === 'ready' ? list.items.find((one) => one.id === id) : undefined;
  const name = inertText(found?.tags[0] ?? shortId(id));
  return (
    <Page
      name={name}
      title={
        <>
          <Link href="/images" aria-label={say('image.back')} title={say('image.back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{name}</span>
        </>
      }
      tools={found !== undefined && <Actions image={found} />}
    >
      <WhenListed list={list}>
        {() =>
          found === undefined ? (
            <Empty icon={Ghost} title={say('image.gone')}>
              <Link href="/images">{say('image.gone.back')}</Link>
            </Empty>
          ) : (
            <ImageTabs image={found} tab={tab} />
          )
        }
      </WhenListed>
    </Page>
  );
}

function Actions({ image }: { readonly image: ImageSummary }) {
  const say = useText();
  const [, go] = useLocation();
  const [open, setOpen] = useState<'save' | 'remove'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Button icon={Download} onClick={() => setOpen('save')}>
        {say('image.save')}
      </Button>
      <Button icon={Trash2} onClick={() => setOpen('remove')}>
        {say('remove')}
      </Button>
      <Button
        kind="primary"
        icon={Play}
        onClick={() => useUi.setState({ runImage: image.tags[0] ?? image.id })}
      >
        {say('run.submit')}
      </Button>
      {open === 'save' && <SaveImage image={image} onClose={close} />}
      {open === 'remove' && (
        <RemoveImage
          image={image}
          onClose={(done) => {
            close();
            if (done) go('/images');
          }}
        />
      )}
    </>
  );
}

function ImageTabs({ image, tab }: { readonly image: ImageSummary; readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const shown = tabs.find((one) => one === tab) ?? 'overview';
  const { id } = image;
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['image.details']({ id }, options),
    [id],
  );
  const { value: details, error, again } = useRunningAnswer(ask);
  return (
    <Tabs.Root
      className="tabs__panel"
      value={shown}
      activationMode="manual"
      onValueChange={(next) => go(`/images/${encodeURIComponent(id)}/${next}`, { replace: true })}
    >
      <Tabs.List className="tabs" aria-label={say('image.tabs')}>
        {tabs.map((one) => (
          <Tabs.Trigger key={one} value={one} className="tabs__tab">
            {say(`image.tab.${one}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {details === undefined && error === undefined && <p className="empty">{say('loading')}</p>}
      <Tabs.Content value="overview" className="tabs__panel" tabIndex={-1}>
        {details !== undefined && <ImageOverview image={image} details={details} />}
      </Tabs.Content>
      <Tabs.Content value="layers" className="tabs__panel" tabIndex={-1}>
        {details !== undefined && <ImageLayers image={image} details={details} />}
      </Tabs.Content>
      <Tabs.Content value="platforms" className="tabs__panel" tabIndex={-1}>
        {details !== undefined && <ImagePlatforms image={image} details={details} />}
      </Tabs.Content>
      <Tabs.Content value="inspect" className="tabs__panel" tabIndex={-1}>
        <Inspect key={id} kind="image" id={id} name={image.tags[0] ?? id} changed={image.tags.join(' ')} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
