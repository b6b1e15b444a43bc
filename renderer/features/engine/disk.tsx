/** What takes the engine's disk, and the way to have some of it back. */
import { RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import {
  diskKinds,
  type DiskItem,
  type DiskKind,
  type DiskUse,
  type PruneChoice,
} from '../../../main/contract/engine-pages-model.ts';
import { reclaimable } from '../../../main/contract/prune-preview.ts';
import { bytesText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useAnswer } from '../../stores/answer.ts';
import { itemName } from './item-name.ts';
import { PruneDialog } from './prune-dialog.tsx';

const askDisk = (client: CoreClient, options: AskOptions) => client['engine.disk']({}, options);

export function Disk() {
  const say = useText();
  const { value, error, again } = useAnswer(askDisk);
  const [pruning, setPruning] = useState<PruneChoice['what']>();
  const columns = useColumns();
  return (
    <div className="engine__list">
      <div className="engine__bar">
        <Button icon={RefreshCw} onClick={again}>
          {say('disk.refresh')}
        </Button>
        {value !== undefined && (
          <Button onClick={() => setPruning('all')}>{say('disk.prune.everything')}</Button>
        )}
      </div>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value === undefined && error === undefined && <p className="empty">{say('loading')}</p>}
      {value !== undefined && (
        <>
          <div className="disk">
            {diskKinds.map((kind) => (
              <Kind key={kind} kind={kind} use={value} onPrune={() => setPruning(kind)} />
            ))}
          </div>
          <DataList
            plain
            label={say('disk.largest')}
            items={value.items}
            columns={columns}
            keyOf={({ kind, id }) => `${kind} ${id}`}
            empty={<p className="empty">{say('nothing')}</p>}
          />
        </>
      )}
      {pruning !== undefined && value !== undefined && (
        <PruneDialog
          what={pruning}
          use={value}
          onClose={(done) => {
            setPruning(undefined);
            if (done) again();
          }}
        />
      )}
    </div>
  );
}

interface KindProps {
  readonly kind: DiskKind;
  readonly use: DiskUse;
  readonly onPrune: () => void;
}

function Kind({ kind, use, onPrune }: KindProps) {
  const say = useText();
  const items = use.items.filter((one) => one.kind === kind);
  // Layers that images share are there once.
  const bytes = kind === 'images' ? use.layersBytes : items.reduce((sum, one) => sum + one.sizeBytes, 0);
  const free = reclaimable(use, kind);
  const name = say(`disk.kind.${kind}`);
  return (
    <section className="card disk__kind" aria-label={name}>
      <h3>{name}</h3>
      <p className="disk__size">{bytesText(bytes)}</p>
      <p className="muted">
        {say('disk.count', { count: items.length, active: items.filter(({ inUse }) => inUse).length })}
      </p>
      <p className="muted">
        {say('disk.reclaimable')}: {bytesText(free)}
      </p>
      <Button onClick={onPrune} aria-label={say('disk.prune', { kind: name })}>
        {say('disk.prune.short')}
      </Button>
    </section>
  );
}

function useColumns(): readonly Column<DiskItem>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(140px, 3fr)',
        cell: (one) => (
          <>
            <div className="list__name clip plain" title={itemName(one)}>
              {itemName(one)}
            </div>
            <div className="muted">{say(`disk.one.${one.kind}`)}</div>
          </>
        ),
      },
      {
        key: 'size',
        title: say('disk.size'),
        width: '100px',
        cell: ({ sizeBytes }) => bytesText(sizeBytes),
      },
      {
        key: 'used',
        title: say('disk.used'),
        width: '100px',
        cell: ({ inUse }) => say(inUse ? 'disk.inUse' : 'disk.unused'),
      },
    ],
    [say],
  );
}
