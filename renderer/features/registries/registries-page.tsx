/** Registries: where images come from and go to, and who is signed in there. */
import { KeyRound, Plus, Search, Server } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, Route, Switch } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerHub } from '../../../main/contract/image-reference.ts';
import type { RegistrySummary } from '../../../main/contract/registry-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useLive } from '../../stores/live.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Explain } from '../../ui/explain.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { OwnRegistryDialog } from './own-registry-dialog.tsx';
import { PushDialog } from './push-dialog.tsx';
import { RegistryPage } from './registry-page.tsx';
import { SearchDialog } from './search-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';

type Open =
  | { readonly kind: 'add' | 'own' | 'search' }
  | { readonly kind: 'signIn' | 'push'; readonly registry: RegistrySummary };

const watch = (client: CoreClient, options: AskOptions) => client['registries.watch']({}, options);

/** The list, or one of them. */
export function Registries() {
  const { value, error, again } = useLive(watch);
  return (
    <Switch>
      <Route path="/registries">
        <RegistriesPage list={value} error={error} onRetry={again} />
      </Route>
      <Route path="/registries/:host/*?">
        {(params) => {
          const host = params.host;
          const known = value?.find((one) => one.host === host);
          const repository = params['*'];
          return (
            <RegistryPage
              key={`${host} ${repository ?? ''}`}
              registry={known ?? { host, listed: false }}
              repository={repository === undefined || repository === '' ? undefined : repository}
            />
          );
        }}
      </Route>
    </Switch>
  );
}

interface RegistriesPageProps {
  readonly list: readonly RegistrySummary[] | undefined;
  readonly error: ReturnType<typeof useLive>['error'];
  readonly onRetry: () => void;
}

function RegistriesPage({ list, error, onRetry }: RegistriesPageProps) {
  const say = useText();
  const running = useCore((state) => state.vm?.kind === 'running');
  const [open, setOpen] = useState<Open>();
  const columns = useColumns(setOpen);
  const close = () => setOpen(undefined);
  const items = running ? list : undefined;
  return (
    <Page
      title={say('nav.registries')}
      name={say('nav.registries')}
      count={items?.length}
      tools={
        items !== undefined && (
          <>
            <Button icon={Search} onClick={() => setOpen({ kind: 'search' })}>
              {say('registry.search')}
            </Button>
            <Button icon={Server} onClick={() => setOpen({ kind: 'own' })}>
              {say('registry.own')}
            </Button>
            <Button kind="primary" icon={Plus} onClick={() => setOpen({ kind: 'add' })}>
              {say('registry.add')}
            </Button>
          </>
        )
      }
    >
      {error !== undefined && (
        <div className="registries__error">
          <ErrorNote error={error} onRetry={onRetry} />
        </div>
      )}
      <WhenListed list={items === undefined ? { kind: 'loading' } : { kind: 'ready', items: [...items] }}>
        {(registries) => (
          <>
            <DataList
              label={say('nav.registries')}
              items={registries}
              columns={columns}
              keyOf={({ host }) => host}
            />
            <p className="registries__more muted">
              {say('registries.mirrors')}{' '}
              <Link href="/engine/configuration">{say('registries.mirrors.link')}</Link>
            </p>
          </>
        )}
      </WhenListed>
      {open?.kind === 'add' && <SignInDialog host={undefined} onClose={close} />}
      {open?.kind === 'signIn' && <SignInDialog host={open.registry.host} onClose={close} />}
      {open?.kind === 'own' && <OwnRegistryDialog onClose={close} />}
      {open?.kind === 'search' && <SearchDialog onClose={close} />}
      {open?.kind === 'push' && (
        <PushDialog
          host={open.registry.host}
          username={open.registry.username}
          onPushed={() => undefined}
          onClose={close}
        />
      )}
    </Page>
  );
}

/** What people call it. */
function registryTitle(host: string): string {
  return host === dockerHub ? 'Docker Hub' : inertText(host);
}

function useColumns(open: (what: Open) => void): readonly Column<RegistrySummary>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(140px, 2fr)',
        cell: (one) => (
          <div className="clip plain" title={inertText(one.host)}>
            {one.host === dockerHub ? (
              <span className="list__name">{registryTitle(one.host)}</span>
            ) : (
              <Link className="list__name" href={`/registries/${one.host}`}>
                {inertText(one.host)}
              </Link>
            )}
          </div>
        ),
      },
      {
        key: 'user',
        title: say('registry.username'),
        width: 'minmax(90px, 1.5fr)',
        cell: (one) =>
          one.username === undefined ? (
            <span className="muted">{say('registry.anybody')}</span>
          ) : (
            <div className="clip plain" title={inertText(one.username)}>
              {inertText(one.username)}
            </div>
          ),
      },
      {
        key: 'place',
        title: say('registry.secret'),
        width: 'minmax(100px, 2fr)',
        cell: ({ place }) =>
          place === undefined ? null : (
            <div className={place === 'file' ? 'place place--file' : 'place'}>
              <Explain
                word={say(`registry.place.${place}`)}
                label={say('registry.place.about', { place: say(`registry.place.${place}`) })}
              >
                <p>{say(`registry.place.${place}.text`)}</p>
              </Explain>
            </div>
          ),
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '72px',
        cell: (one) => <RowActions registry={one} open={open} />,
      },
    ],
    [say, open],
  );
}

function RowActions({
  registry,
  open,
}: {
  readonly registry: RegistrySummary;
  readonly open: (what: Open) => void;
}) {
  const say = useText();
  const { host, username, place, listed } = registry;
  const name = registryTitle(host);
  const signIn = () => open({ kind: 'signIn', registry });
  const signOut = () =>
    void act({ command: { kind: 'registry.signOut', host } }, (client) =>
      client['registry.signOut']({ host }),
    );
  const remove = () => void act({}, (client) => client['registry.remove']({ host }));
  return (
    <div className="list__actions">
      <IconButton
        icon={KeyRound}
        label={say('actOn', { action: say('registry.signIn'), name })}
        onClick={signIn}
      />
      <Menu
        name={name}
        entries={[
          { label: say('registry.push'), onSelect: () => open({ kind: 'push', registry }) },
          { label: say('registry.signIn'), onSelect: signIn },
          ...(username === undefined
            ? []
            : [{ label: say('registry.signOut'), disabled: place === 'docker', onSelect: signOut }]),
          ...(listed ? [{ label: say('registry.remove'), danger: true, onSelect: remove }] : []),
        ]}
      />
    </div>
  );
}
