/** The arguments of a build. */
import { X } from 'lucide-react';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Cell, rowAt, Rows } from '../containers/run-row-group.tsx';
import type { BuildForm } from './build-form.ts';

interface ArgRowsProps {
  readonly args: BuildForm['args'];
  readonly put: (args: BuildForm['args']) => void;
  readonly fault: (key: string) => string | undefined;
}

export function ArgRows({ args, put, fault }: ArgRowsProps) {
  const say = useText();
  const change = (index: number, to: Partial<BuildForm['args'][number]>) =>
    put(args.with(index, { ...rowAt(args, index), ...to }));
  return (
    <Rows
      legend={say('builds.args')}
      errors={args.map((_, index) => fault(`arg${index}`))}
      add={say('builds.arg.add')}
      onAdd={() => put([...args, { name: '', value: '' }])}
    >
      {args.map((arg, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row is what stands at its place
        <div className="rows__row" key={index}>
          <Cell
            mono
            label="builds.arg.name"
            value={arg.name}
            aria-invalid={fault(`arg${index}`) !== undefined}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <span aria-hidden>=</span>
          <Cell
            mono
            label="builds.arg.value"
            value={arg.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            icon={X}
            label={say('builds.arg.remove')}
            onClick={() => put(args.toSpliced(index, 1))}
          />
        </div>
      ))}
      {args.length > 0 && <span className="field__hint">{say('builds.args.hint')}</span>}
    </Rows>
  );
}
