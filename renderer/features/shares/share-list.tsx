/** The list of shares, the home folder first. */
import { useCallback, useMemo, useState } from 'react';
import type { WireError } from '../../../main/contract/errors.ts';
import type { Share, ShareList as Shares } from '../../../main/contract/model.ts';
import { useText } from '../../text.ts';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Folder, Provider, State } from './cells.tsx';
import { RemoveShareDialog } from './remove-dialog.tsx';
import { HomeSwitch, ShareActions, type RowCalls } from './row-actions.tsx';
import { ErrorMatter, hasMatter, RowMatter } from './row-matter.tsx';
import { shareEntries, type ShareEntry } from './rows.ts';
import { homeKey } from './share-actions.ts';
import { useSpeedTests } from './speed-tests.ts';

interface ShareListProps {
  readonly list: Shares;
  readonly homeShared: boolean;
}

export function ShareList({ list, homeShared }: ShareListProps) {
  const say = useText();
  const [removing, setRemoving] = useState<Share>();
  const [errors, setErrors] = useState<Readonly<Record<string, WireError>>>({});
  const { tests, busy: testing, start, clear } = useSpeedTests();
  const onError = useCallback<RowCalls['onError']>((key, error) => {
    setErrors(({ [key]: _before, ...rest }) => (error === undefined ? rest : { ...rest, [key]: error }));
  }, []);
  const test = useCallback(
    ({ id }: Share) => {
      onError(id, undefined);
      void start(id, (error) => onError(id, error));
    },
    [start, onError],
  );
  const columns = useColumns({ onError, remove: setRemoving, test, testing });
  const entries = useMemo(() => shareEntries(list, homeShared), [list, homeShared]);

  const below = (entry: ShareEntry) => {
    if (entry.kind === 'none') return undefined;
    const share = entry.kind === 'share' ? entry.share : undefined;
    const keys = [
      ...(share === undefined ? [] : [share.id]),
      ...(share === undefined || share.source === 'home' ? [homeKey] : []),
    ];
    const failures = keys.flatMap((key) => {
      const error = errors[key];
      return error === undefined ? [] : [{ key, error }];
    });
    const speed = share === undefined ? undefined : tests[share.id];
    const told = share !== undefined && (hasMatter(share) || speed !== undefined);
    if (failures.length === 0 && !told) return undefined;
    return (
      <>
        {failures.map(({ key, error }) => (
          <ErrorMatter key={key} error={error} tone="bad" onDismiss={() => onError(key, undefined)} />
        ))}
        {told && <RowMatter share={share} test={speed} clearTest={() => clear(share.id)} />}
      </>
    );
  };
  return (
    <>
      <DataList
        label={say('nav.shares')}
        items={entries}
        columns={columns}
        keyOf={(entry) => (entry.kind === 'share' ? entry.share.id : entry.kind)}
        across={(entry) => (entry.kind === 'none' ? <NoneOfOnesOwn /> : undefined)}
        below={below}
      />
      {removing !== undefined && (
        <RemoveShareDialog share={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}

function NoneOfOnesOwn() {
  const say = useText();
  return (
    <div className="list__none">
      <p>{say('shares.none')}</p>
      <p className="muted">{say('shares.none.text')}</p>
    </div>
  );
}

function useColumns(calls: RowCalls): readonly Column<ShareEntry>[] {
  const say = useText();
  const { onError, remove, test, testing } = calls;
  return useMemo(() => {
    const of = (cell: (share: Share) => React.ReactNode, homeOff: React.ReactNode) => (entry: ShareEntry) =>
      entry.kind === 'share' ? cell(entry.share) : homeOff;
    return [
      {
        key: 'folder',
        title: say('shares.column.folder'),
        width: 'minmax(140px, 2.6fr)',
        cell: of((share) => <Folder share={share} />, <div className="list__name">{say('shares.home')}</div>),
      },
      {
        key: 'provider',
        title: say('shares.column.provider'),
        width: 'minmax(104px, 1fr)',
        cell: of((share) => <Provider share={share} />, null),
      },
      {
        key: 'state',
        title: say('column.state'),
        width: 'minmax(104px, 1.25fr)',
        cell: of(
          (share) => <State share={share} />,
          <div className="state state--off state--wrap">{say('shares.home.off')}</div>,
        ),
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '98px',
        cell: of(
          (share) => <ShareActions share={share} {...{ onError, remove, test, testing }} />,
          <div className="list__actions">
            <HomeSwitch on={false} onError={onError} />
          </div>,
        ),
      },
    ];
  }, [say, onError, remove, test, testing]);
}
