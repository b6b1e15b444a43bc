/** The list of ports: what is forwarded, and below it what listens and is not. On the page of ports and of a container. */
import { useCallback, useMemo, useState } from 'react';
import type { WireError } from '../../../main/contract/errors.ts';
import type { PortForward } from '../../../main/contract/model.ts';
import { useLive, type Live, type OpenTopic } from '../../stores/live.ts';
import type { PortTraffic } from '../../../main/contract/model.ts';
import { useText } from '../../text.ts';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { Endpoint, State, Target, Traffic, TrafficContext } from './cells.tsx';
import { RowActions, type Asking } from './row-actions.tsx';
import { RowDialog } from './row-dialogs.tsx';
import { RowMatter } from './row-matter.tsx';
import { matchesSearch, portRows, withoutForwarded, type PortRow } from './rows.ts';

type Entry =
  { readonly kind: 'row'; readonly row: PortRow } | { readonly kind: 'none' } | { readonly kind: 'part' };

const openDetected: OpenTopic<PortForward[]> = (client, options) => client['ports.detected']({}, options);
const openTraffic: OpenTopic<PortTraffic[]> = (client, options) => client['ports.traffic']({}, options);

/** What listens and has no forward, while it is looked at. */
export function useDetected(): Live<PortForward[]> {
  return useLive(openDetected);
}

interface PortListProps {
  readonly label: string;
  readonly forwards: readonly PortForward[];
  readonly detected: Live<readonly PortForward[]>;
  readonly search?: string;
  /** What to say when nothing is forwarded. */
  readonly none: string;
}

export function PortList({ label, forwards, detected, search = '', none }: PortListProps) {
  const say = useText();
  const [asking, setAsking] = useState<{ readonly what: Asking; readonly row: PortRow }>();
  const [errors, setErrors] = useState<Readonly<Record<string, WireError>>>({});
  const traffic = useTraffic();
  const onError = useCallback((row: PortRow, error: WireError | undefined) => {
    setErrors(({ [row.key]: _before, ...rest }) =>
      error === undefined ? rest : { ...rest, [row.key]: error },
    );
  }, []);
  const ask = useCallback((what: Asking, row: PortRow) => setAsking({ what, row }), []);
  const columns = useColumns(ask, onError);
  const entries = useMemo(
    () => entriesOf(forwards, detected.value ?? [], search),
    [forwards, detected.value, search],
  );
  return (
    <TrafficContext value={traffic}>
      {detected.error !== undefined && (
        <div className="tools">
          <ErrorNote error={detected.error} onRetry={detected.again} />
        </div>
      )}
      <DataList
        label={label}
        items={entries}
        columns={columns}
        keyOf={(entry) => (entry.kind === 'row' ? entry.row.key : entry.kind)}
        across={(entry) => {
          if (entry.kind === 'none')
            return <p className="list__none">{search === '' ? none : say('nothing')}</p>;
          return entry.kind === 'part' ? <Part /> : undefined;
        }}
        below={(entry) => {
          if (entry.kind !== 'row') return undefined;
          const failure = errors[entry.row.key];
          if (failure === undefined && entry.row.worst.error === undefined) return undefined;
          return <RowMatter row={entry.row} failure={failure} onError={onError} />;
        }}
      />
      {asking !== undefined && (
        <RowDialog what={asking.what} row={asking.row} onClose={() => setAsking(undefined)} />
      )}
    </TrafficContext>
  );
}

function Part() {
  const say = useText();
  return (
    <div className="list__part">
      <h2>{say('ports.detected')}</h2>
      <p>{say('ports.detected.text')}</p>
    </div>
  );
}

function entriesOf(
  forwards: readonly PortForward[],
  detected: readonly PortForward[],
  search: string,
): readonly Entry[] {
  const entries = (rows: readonly PortRow[]) =>
    rows.filter((row) => matchesSearch(row, search)).map((row) => ({ kind: 'row', row }) as const);
  const open = entries(portRows(forwards));
  const others = entries(portRows(withoutForwarded(detected, forwards)));
  return [
    ...(open.length === 0 ? [{ kind: 'none' } as const] : open),
    ...(others.length === 0 ? [] : [{ kind: 'part' } as const, ...others]),
  ];
}

function useTraffic(): ReadonlyMap<string, PortTraffic> {
  const { value } = useLive(openTraffic);
  return useMemo(() => new Map((value ?? []).map((one) => [one.id, one])), [value]);
}

function useColumns(
  ask: (what: Asking, row: PortRow) => void,
  onError: (row: PortRow, error: WireError | undefined) => void,
): readonly Column<Entry>[] {
  const say = useText();
  return useMemo(() => {
    const of = (cell: (row: PortRow) => React.ReactNode) => (entry: Entry) =>
      entry.kind === 'row' ? cell(entry.row) : null;
    return [
      {
        key: 'address',
        title: say('ports.column.address'),
        width: 'minmax(116px, 1.6fr)',
        cell: of((row) => <Endpoint row={row} />),
      },
      {
        key: 'target',
        title: say('ports.column.target'),
        width: 'minmax(92px, 1.6fr)',
        cell: of((row) => <Target row={row} />),
      },
      {
        key: 'state',
        title: say('column.state'),
        width: 'minmax(96px, 1.5fr)',
        cell: of((row) => <State row={row} />),
      },
      {
        key: 'traffic',
        title: say('ports.column.traffic'),
        width: 'minmax(88px, 1.2fr)',
        cell: of((row) => <Traffic row={row} />),
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '80px',
        cell: of((row) => <RowActions row={row} ask={ask} onError={onError} />),
      },
    ];
  }, [say, ask, onError]);
}
