/** What is in a registry: its repositories, and the tags of one. */
import { ArrowLeft, Package, Upload } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { isRepository } from '../../../main/contract/image-reference.ts';
import type { RegistrySummary } from '../../../main/contract/registry-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { PushDialog } from './push-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import { useTagColumns } from './tags.tsx';
import { usePages } from './use-pages.ts';

interface RegistryPageProps {
  readonly registry: RegistrySummary;
  /** Undefined for the list of all. */
  readonly repository: string | undefined;
}

export function RegistryPage({ registry, repository }: RegistryPageProps) {
  const say = useText();
  const { host } = registry;
  const running = useCore((state) => state.vm?.kind === 'running');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<'push' | 'signIn'>();
  const ask = useCallback(
    (client: CoreClient, after: string | undefined, options: AskOptions) => {
      const page = after === undefined ? {} : { after };
      return repository === undefined
        ? client['registry.repositories']({ host, ...page }, options)
        : client['registry.tags']({ host, repository, ...page }, options);
    },
    [host, repository],
  );
  const { value, error, again, more } = usePages(ask);
  const repositoryColumns = useRepositoryColumns(host);
  const tagColumns = useTagColumns(host, repository ?? '', again);
  const up = repository === undefined ? '/registries' : `/registries/${host}`;
  const back = say(repository === undefined ? 'registries.back' : 'registry.back');
  const wantsUser = error?.code === 'registry.signInNeeded' || error?.code === 'registry.forbidden';
  return (
    <Page
      name={inertText(repository ?? host)}
      title={
        <>
          <Link href={up} aria-label={back} title={back}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{inertText(repository ?? host)}</span>
        </>
      }
      count={value?.length}
      tools={
        running && (
          <>
            <SearchField value={search} onChange={setSearch} />
            <Button icon={Upload} kind="primary" onClick={() => setOpen('push')}>
              {say('registry.push')}
            </Button>
          </>
        )
      }
    >
      {running && error !== undefined && (
        <div className="registries__error">
          <ErrorNote error={error} onRetry={again} />
          {wantsUser && <Button onClick={() => setOpen('signIn')}>{say('registry.signIn')}</Button>}
        </div>
      )}
      {(value !== undefined || error === undefined || !running) && (
        <WhenListed
          list={value === undefined || !running ? { kind: 'loading' } : { kind: 'ready', items: [...value] }}
        >
          {(items) =>
            items.length === 0 ? (
              <Empty icon={Package} title={say('registry.none')}>
                <p>{say('registry.none.text')}</p>
              </Empty>
            ) : (
              <DataList
                label={inertText(repository ?? host)}
                items={items.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()))}
                columns={repository === undefined ? repositoryColumns : tagColumns}
                keyOf={(name) => name}
                empty={<p className="empty">{say('nothing')}</p>}
              />
            )
          }
        </WhenListed>
      )}
      {more !== undefined && (
        <div className="registries__more">
          <Button onClick={more}>{say('registry.more')}</Button>
        </div>
      )}
      {open === 'push' && (
        <PushDialog
          host={host}
          username={registry.username}
          onPushed={again}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'signIn' && (
        <SignInDialog
          host={host}
          onClose={() => {
            setOpen(undefined);
            again();
          }}
        />
      )}
    </Page>
  );
}

function useRepositoryColumns(host: string): readonly Column<string>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('registry.repository'),
        width: 'minmax(140px, 1fr)',
        cell: (name) => (
          <div className="clip plain" title={inertText(name)}>
            {isRepository(name) ? (
              <Link className="list__name" href={`/registries/${host}/${name}`}>
                {inertText(name)}
              </Link>
            ) : (
              inertText(name)
            )}
          </div>
        ),
      },
    ],
    [say, host],
  );
}
