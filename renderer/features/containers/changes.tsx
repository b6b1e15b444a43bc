/** The files in which a container differs from its image. */
import { FileCheck } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { FileChange, FileChanges } from '../../../main/contract/container-changes.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';

export function Changes({ container: { id, name, state } }: { readonly container: ContainerSummary }) {
  const say = useText();
  const { changes, error, again } = useChanges(id, state);
  const [search, setSearch] = useState('');
  const columns = useColumns();
  return (
    <>
      <div className="tools">
        <CommandLine command={dockerCommand({ kind: 'container.changes', name })} />
        {changes !== undefined && changes.total > 0 && (
          <SearchField value={search} onChange={setSearch} label={say('changes.search')} />
        )}
        <Button onClick={again}>{say('changes.again')}</Button>
      </div>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {changes?.total === 0 && (
        <Empty icon={FileCheck} title={say('changes.none')}>
          <p>{say('changes.none.text')}</p>
        </Empty>
      )}
      {changes !== undefined && changes.total > changes.items.length && (
        <div className="tools">
          <span className="muted tools__text">
            {say('changes.more', { n: String(changes.items.length), total: String(changes.total) })}
          </span>
        </div>
      )}
      {changes !== undefined && changes.total > 0 && (
        <DataList
          label={say('container.tab.changes')}
          items={changes.items.filter(({ path }) => path.toLowerCase().includes(search.toLowerCase()))}
          columns={columns}
          keyOf={pathOf}
          empty={<p className="empty">{say('nothing')}</p>}
        />
      )}
    </>
  );
}

interface Told {
  readonly changes: FileChanges | undefined;
  readonly error: WireError | undefined;
  readonly again: () => void;
}

/** Asked anew when the container starts or stops: the engine has no event for a file. */
function useChanges(id: string, state: ContainerSummary['state']): Told {
  const client = useCore((core) => core.client);
  const [changes, setChanges] = useState<FileChanges>();
  const [error, setError] = useState<WireError>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const read = async () => {
      try {
        const answer = await client?.['container.changes']({ id }, { signal });
        if (signal.aborted || answer === undefined) return;
        setChanges(answer);
        setError(undefined);
      } catch (failure) {
        if (!signal.aborted && !isCancel(failure)) setError(wireOf(failure));
      }
    };
    void read();
    return () => controller.abort();
  }, [client, id, state, round]);
  return { changes, error, again: () => setRound((before) => before + 1) };
}

function useColumns(): readonly Column<FileChange>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'kind',
        title: say('changes.kind'),
        width: '110px',
        cell: ({ kind }) => say(`changes.${kind}`),
      },
      {
        key: 'path',
        title: say('changes.path'),
        width: 'minmax(120px, 1fr)',
        cell: ({ path }) => (
          <div className="clip plain" dir="ltr" title={inertText(path)}>
            <code>{inertText(path)}</code>
          </div>
        ),
      },
    ],
    [say],
  );
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}
