/** The rows of the run form that say what is mounted. */
import { X } from 'lucide-react';
import { useId } from 'react';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import type { MountRow } from './run-form.ts';
import { Cell, Rows } from './run-row-group.tsx';
import type { RowsProps } from './run-rows.tsx';

const mountKinds = ['bind', 'volume', 'anonymous', 'tmpfs', 'from', 'spec'] as const;

export function MountRows({ form, put, fault, defaults }: RowsProps) {
  const say = useText();
  const add = (mount: MountRow) => put({ mounts: [...form.mounts, mount] });
  const offered = (defaults?.volumes ?? []).filter(
    (path) => !form.mounts.some(({ target }) => target.trim() === path),
  );
  return (
    <Rows
      legend={say('run.mounts')}
      errors={form.mounts.map((_, index) => fault(`mount${index}`))}
      add={say('run.mount.add')}
      onAdd={() => add({ kind: 'bind', source: '', target: '', mode: '' })}
      offers={offered.map((path) => ({
        label: say('run.mount.offer', { path: inertText(path) }),
        onTake: () => add({ kind: 'volume', source: '', target: path, mode: '' }),
      }))}
    >
      {form.mounts.map((mount, index) => (
        <div className="rows__row" key={index}>
          <MountCells
            mount={mount}
            invalid={fault(`mount${index}`) !== undefined}
            onChange={(to) => put({ mounts: form.mounts.with(index, { ...mount, ...to }) })}
          />
          <IconButton
            icon={X}
            label={say('run.mount.remove')}
            onClick={() => put({ mounts: form.mounts.toSpliced(index, 1) })}
          />
        </div>
      ))}
    </Rows>
  );
}

function MountCells({
  mount,
  invalid,
  onChange,
}: {
  readonly mount: MountRow;
  readonly invalid: boolean;
  readonly onChange: (to: Partial<MountRow>) => void;
}) {
  const say = useText();
  const known = useId();
  const { kind, mode } = mount;
  const names = useKnown(kind);
  const words = mode.split(',').filter((word) => word !== '');
  const readOnly = words.includes('ro');
  const fromPath = kind === 'anonymous' || kind === 'tmpfs';
  return (
    <>
      <select
        className="button"
        aria-label={say('run.mount.kind')}
        value={kind}
        onChange={(event) => {
          const next = mountKinds.find((one) => one === event.target.value) ?? 'bind';
          onChange({ kind: next, mode: '' });
        }}
      >
        {mountKinds.map((one) => (
          <option key={one} value={one}>
            {say(`run.mount.kind.${one}`)}
          </option>
        ))}
      </select>
      {!fromPath && (
        <Cell
          mono
          label={`run.mount.source.${kind}`}
          list={known}
          value={mount.source}
          aria-invalid={invalid}
          onChange={(event) => onChange({ source: event.target.value })}
        />
      )}
      <datalist id={known}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {kind !== 'from' && kind !== 'spec' && (
        <>
          {!fromPath && <span aria-hidden>→</span>}
          <Cell
            mono
            label="run.mount.target"
            value={mount.target}
            aria-invalid={invalid}
            onChange={(event) => onChange({ target: event.target.value })}
          />
        </>
      )}
      {kind === 'tmpfs' && (
        <Cell
          mono
          label="run.mount.options"
          example="size=64m"
          value={mode}
          onChange={(event) => onChange({ mode: event.target.value })}
        />
      )}
      {(kind === 'bind' || kind === 'volume' || kind === 'from') && (
        <label className="check run__ro">
          <input
            type="checkbox"
            checked={readOnly}
            onChange={() => {
              const rest = words.filter((word) => word !== 'ro' && word !== 'rw');
              onChange({ mode: (readOnly ? rest : ['ro', ...rest]).join(',') });
            }}
          />
          {say('run.mount.readOnly')}
        </label>
      )}
    </>
  );
}

/** Names that there are of what a row is about. */
function useKnown(kind: MountRow['kind']): readonly string[] {
  const volumes = useCore((state) => state.volumes);
  const containers = useCore((state) => state.containers);
  const list = kind === 'volume' ? volumes : kind === 'from' ? containers : undefined;
  return list?.kind === 'ready' ? list.items.map(({ name }) => name) : [];
}
