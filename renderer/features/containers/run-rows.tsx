/** The rows of the run form: ports and variables; `run-mounts.tsx` has those of what is mounted. */
import { X } from 'lucide-react';
import { useId } from 'react';
import type { ImageDefaults } from '../../../main/contract/image-defaults.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import type { PortRow, RunForm } from './run-form.ts';
import { Cell, rowAt, Rows } from './run-row-group.tsx';

export interface RowsProps {
  readonly form: RunForm;
  readonly put: (change: Partial<RunForm>) => void;
  readonly fault: (key: string) => string | undefined;
  readonly defaults: ImageDefaults | null | undefined;
}

export function PortRows({ form, put, fault, defaults }: RowsProps) {
  const say = useText();
  const change = (index: number, to: Partial<PortRow>) =>
    put({ ports: form.ports.with(index, { ...rowAt(form.ports, index), ...to }) });
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
    put({ env: form.env.with(index, { ...rowAt(form.env, index), ...to }) });
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
