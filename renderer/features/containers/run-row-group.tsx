/** What the rows of the run form are made of. */
import { Plus } from 'lucide-react';
import type { InputHTMLAttributes, ReactNode } from 'react';
import { inertText } from '../../format.ts';
import { useText, type TextKey } from '../../text.ts';
import { Button } from '../../ui/button.tsx';

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

export function Rows({ legend, errors, add, onAdd, hint, offers = [], children }: GroupProps) {
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
export function Cell({
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

export function rowAt<T>(rows: readonly T[], index: number): T {
  const found = rows[index];
  if (found === undefined) throw new RangeError(`no row ${index}`);
  return found;
}
