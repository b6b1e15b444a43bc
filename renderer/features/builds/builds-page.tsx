/** Building images: what is built now, what was built, and the ways there. */
import { Hammer } from 'lucide-react';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { BuildRecord, BuildWish } from '../../../main/contract/build-model.ts';
import { agoText, clockText, inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useLive } from '../../stores/live.ts';
import { useTasks } from '../../stores/tasks.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { DataList, idOf, type Column } from '../../ui/data-list.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { WhenListed } from '../offline.tsx';
import { nameOf } from './build-form.ts';
import { BuildPage } from './build-page.tsx';
import { buildAgain, useBuilds } from './builds.ts';
import { NewBuildPage } from './new-build-page.tsx';
import { openBuilds } from './open-builds.ts';
import { outcomeTone } from './outcome.ts';

/** A row: what the history has, or what goes on. */
interface Row {
  readonly id: string;
  readonly wish: BuildWish;
  readonly startedAt: number;
  readonly record: BuildRecord | undefined;
}

/** The page that an address is of. */
export function Builds({ params }: { readonly params: { readonly id?: string | undefined } }) {
  const { id } = params;
  if (id === undefined) return <BuildsPage />;
  return id === 'new' ? <NewBuildPage /> : <BuildPage key={id} id={id} />;
}

function BuildsPage() {
  const say = useText();
  const [, go] = useLocation();
  const { value: records, error, again } = useLive(openBuilds);
  const rows = useRows(records);
  const columns = useColumns();
  const ready = records !== undefined;
  const forget = () => void act({ key: 'builds' }, (client) => client['builds.forget']({ ids: null }));
  return (
    <Page
      title={say('nav.builds')}
      name={say('nav.builds')}
      count={ready ? rows.length : undefined}
      tools={
        ready && (
          <>
            {records.length > 0 && <Button onClick={forget}>{say('builds.forgetAll')}</Button>}
            <Button kind="primary" icon={Hammer} onClick={() => go('/builds/new')}>
              {say('builds.new')}
            </Button>
          </>
        )
      }
    >
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      <WhenListed list={ready ? { kind: 'ready', items: [...rows] } : { kind: 'loading' }}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={Hammer} title={say('builds.none')}>
              <p>{say('builds.none.text')}</p>
            </Empty>
          ) : (
            <DataList label={say('nav.builds')} items={items} columns={columns} keyOf={idOf} />
          )
        }
      </WhenListed>
    </Page>
  );
}

function useRows(records: readonly BuildRecord[] | undefined): readonly Row[] {
  const live = useBuilds((state) => state.live);
  const tasks = useTasks((state) => state.tasks);
  return useMemo(() => {
    const kept = (records ?? []).map((record) => ({ ...record, record }));
    const running = live.flatMap(({ id, wish, task }) => {
      const found = tasks.find((one) => one.id === task);
      const isKept = kept.some((one) => one.id === id);
      return found?.state !== 'running' || isKept
        ? []
        : [{ id, wish, startedAt: found.startedAt, record: undefined }];
    });
    return [...running, ...kept];
  }, [records, live, tasks]);
}

function useColumns(): readonly Column<Row>[] {
  const say = useText();
  const language = useLanguage();
  const now = useNow(10_000);
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(140px, 3fr)',
        cell: ({ id, wish }) => (
          <>
            <Link href={`/builds/${id}`} className="list__name clip plain">
              {inertText(nameOf(wish))}
            </Link>
            <div className="list__sub clip plain" title={inertText(wish.folder)}>
              {inertText(wish.folder)}
            </div>
          </>
        ),
      },
      {
        key: 'state',
        title: say('column.state'),
        width: 'minmax(100px, 1fr)',
        cell: ({ record }) => (
          <span className={`state state--${outcomeTone(record?.outcome)}`}>
            <span>{say(`builds.outcome.${record?.outcome ?? 'running'}`)}</span>
          </span>
        ),
      },
      {
        key: 'steps',
        title: say('builds.column.steps'),
        width: 'minmax(100px, 1.6fr)',
        cell: ({ record }) =>
          record === undefined ? '' : say('builds.steps', { n: record.steps, cached: record.cached }),
      },
      {
        key: 'time',
        title: say('builds.column.time'),
        width: '80px',
        dispensable: true,
        cell: ({ record, startedAt }) =>
          clockText((record === undefined ? now - startedAt : record.durationMs) / 1000),
      },
      {
        key: 'age',
        title: say('builds.column.started'),
        width: 'minmax(90px, 1fr)',
        cell: ({ startedAt }) => agoText(startedAt, now, language),
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '40px',
        cell: ({ id, wish, record }) => (
          <div className="list__actions">
            <Menu
              name={inertText(nameOf(wish))}
              entries={[
                { label: say('builds.again'), onSelect: () => buildAgain(wish) },
                ...(record === undefined
                  ? []
                  : [
                      {
                        label: say('builds.forget'),
                        onSelect: () => void act({}, (client) => client['builds.forget']({ ids: [id] })),
                      },
                    ]),
              ]}
            />
          </div>
        ),
      },
    ],
    [say, language, now],
  );
}
