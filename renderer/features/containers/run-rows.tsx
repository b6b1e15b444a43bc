/** The rows of the run form: ports, variables, and what is mounted. */
import { Plus, X } from 'lucide-react';
import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import type { ImageDefaults } from '../../../main/contract/image-defaults.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText, type TextKey } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import type { MountRow, PortRow, RunForm } from './run-form.ts';

export interface RowsProps {
  readonly form: RunForm;
  readonly put: (change: Partial<RunForm>) => void;
  readonly fault: (key: string) => string | undefined;
  readonly defaults: ImageDefaults | null | undefined;
}

export function PortRows({ form, put, fault, defaults }: RowsProps) {
  const say = useText();
  const change = (index: number, to: Partial<PortRow>) =>
    put({ ports: form.ports.with(index, { ...row(form.ports, index), ...to }) });
  const add = (port: PortRow) => put({ ports: [...form.ports, port] });
  const offered = (defaults?.ports ?? []).filter(
    ({ port, protocol }) =>
      !form.ports.some((one) => one.container.trim() === String(port) && one.protocol === protocol),
  );
  return (
    <Rows
      legend={say('run.ports')}
      errors={form.ports.map((_, index) => fault(`port${index}`))}
      add={say('run.port.add')}
      onAdd={() => add({ host: '', container: '', protocol: 'tcp' })}
      offers={offered.map(({ port, protocol }) => ({
        label: say('run.port.offer', { port: `${port}/${protocol}` }),
        onTake: () => add({ host: String(port), container: String(port), protocol }),
      }))}
    >
      {form.ports.map((port, index) => (
        <div className="rows__row" key={index}>
          <Cell
            label="run.port.host"
            example="8080"
            value={port.host}
            aria-invalid={fault(`port${index}`) !== undefined}
            onChange={(event) => change(index, { host: event.target.value })}
          />
          <span aria-hidden>→</span>
          <Cell
            label="run.port.container"
            value={port.container}
            aria-invalid={fault(`port${index}`) !== undefined}
            onChange={(event) => change(index, { container: event.target.value })}
          />
          <select
            className="button"
            aria-label={say('run.port.protocol')}
            value={port.protocol}
            onChange={(event) => change(index, { protocol: event.target.value === 'udp' ? 'udp' : 'tcp' })}
          >
            <option value="tcp">TCP</option>
            <option value="udp">UDP</option>
          </select>
          <IconButton
            icon={X}
            label={say('run.port.remove')}
            onClick={() => put({ ports: form.ports.toSpliced(index, 1) })}
          />
        </div>
      ))}
    </Rows>
  );
}

export function EnvRows({ form, put, fault, defaults }: RowsProps) {
  const say = useText();
  const names = useId();
  const own = defaults?.env ?? [];
  const change = (index: number, to: Partial<RunForm['env'][number]>) =>
    put({ env: form.env.with(index, { ...row(form.env, index), ...to }) });
  return (
    <Rows
      legend={say('run.env')}
      errors={form.env.map((_, index) => fault(`env${index}`))}
      add={say('run.env.add')}
      onAdd={() => put({ env: [...form.env, { name: '', value: '' }] })}
      hint={
        own.length === 0
          ? undefined
          : say('run.env.own', { names: inertText(own.map(({ name }) => name).join(', ')) })
      }
    >
      <datalist id={names}>
        {own.map(({ name }, index) => (
          <option key={index} value={name} />
        ))}
      </datalist>
      {form.env.map((variable, index) => (
        <div className="rows__row" key={index}>
          <Cell
            mono
            label="run.env.name"
            list={names}
            value={variable.name}
            aria-invalid={fault(`env${index}`) !== undefined}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <span aria-hidden>=</span>
          <Cell
            mono
            label="run.env.value"
            example={own.find(({ name }) => name === variable.name.trim())?.value}
            value={variable.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            icon={X}
            label={say('run.env.remove')}
            onClick={() => put({ env: form.env.toSpliced(index, 1) })}
          />
        </div>
      ))}
    </Rows>
  );
}

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

interface GroupProps {
  readonly legend: string;
  readonly errors: readonly (string | undefined)[];
  readonly add: string;
  readonly onAdd: () => void;
  readonly hint?: string | undefined;
  /** What the image has, ready to be taken. */
  readonly offers?: readonly { readonly label: string; readonly onTake: () => void }[];
  readonly children: ReactNode;
}

function Rows({ legend, errors, add, onAdd, hint, offers = [], children }: GroupProps) {
  const told = [...new Set(errors.filter((error) => error !== undefined))];
  return (
    <fieldset className="rows run__group">
      <legend className="field__label">{legend}</legend>
      {children}
      {told.map((error) => (
        <span className="field__error" role="alert" key={error}>
          {error}
        </span>
      ))}
      <div className="run__offers">
        <Button kind="quiet" icon={Plus} onClick={onAdd}>
          {add}
        </Button>
        {offers.map(({ label, onTake }) => (
          <Button key={label} onClick={onTake}>
            <span className="clip plain">{label}</span>
          </Button>
        ))}
      </div>
      {hint !== undefined && <span className="field__hint clip plain">{hint}</span>}
    </fieldset>
  );
}

/** One input of a row; its label is what stands in it while it is empty. */
function Cell({
  label,
  example,
  mono = false,
  ...input
}: InputHTMLAttributes<HTMLInputElement> & {
  readonly label: TextKey;
  readonly example?: string | undefined;
  readonly mono?: boolean;
}) {
  const say = useText();
  return (
    <input
      className={`input ${mono ? 'input--mono' : ''}`}
      aria-label={say(label)}
      placeholder={example === undefined ? say(label) : inertText(example)}
      autoComplete="off"
      spellCheck={false}
      {...input}
    />
  );
}

function row<T>(rows: readonly T[], index: number): T {
  const found = rows[index];
  if (found === undefined) throw new RangeError(`no row ${index}`);
  return found;
}
