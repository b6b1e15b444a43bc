/** Containers that were removed a while ago, and are still remembered. */
import { ArrowLeft, Ghost } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { RemovedContainer } from '../../../main/contract/logs-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText, momentText } from '../../format.ts';
import { useLive } from '../../stores/live.ts';
import { useLanguage, useText } from '../../text.ts';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';

const openRemoved = (client: CoreClient, options: AskOptions) => client['gone.watch']({}, options);

export function RemovedPage() {
  const say = useText();
  const { value, error, again } = useLive(openRemoved);
  const columns = useRemovedColumns();
  return (
    <Page
      name={say('gone.title')}
      title={
        <>
          <Link href="/containers" aria-label={say('back')} title={say('back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          {say('gone.title')}
        </>
      }
      count={value?.length}
    >
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value === undefined && error === undefined && <p className="empty">{say('loading')}</p>}
      {value?.length === 0 && (
        <Empty icon={Ghost} title={say('gone.none')}>
          <p>{say('gone.kept')}</p>
        </Empty>
      )}
      {value !== undefined && value.length > 0 && (
        <DataList label={say('gone.title')} items={value} columns={columns} keyOf={keyOf} />
      )}
    </Page>
  );
}

function useRemovedColumns(): readonly Column<RemovedContainer>[] {
  const say = useText();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(120px, 2fr)',
        cell: (one) => (
          <>
            <Link href={`/containers/${encodeURIComponent(one.id)}`} className="list__name clip plain">
              {inertText(one.name)}
            </Link>
            <div className="list__sub clip plain">{inertText(one.project ?? '')}</div>
          </>
        ),
      },
      {
        key: 'image',
        title: say('column.image'),
        width: 'minmax(80px, 2fr)',
        cell: (one) => <div className="clip plain">{inertText(one.image)}</div>,
      },
      {
        key: 'code',
        title: say('gone.code'),
        width: 'minmax(60px, 1fr)',
        cell: (one) => one.exitCode ?? '–',
      },
      {
        key: 'removed',
        title: say('gone.when'),
        width: 'minmax(120px, 1.5fr)',
        cell: (one) => momentText(one.removedAt, language),
      },
    ],
    [say, language],
  );
}

function keyOf({ id }: RemovedContainer): string {
  return id;
}
