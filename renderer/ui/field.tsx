/** A labelled input with its hint and its error, tied together for screen readers. */
import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';

interface Around {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** What stands around an input. */
function Framed({
  id,
  label,
  hint,
  error,
  children,
}: Around & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <span id={`${id}h`} className="field__hint">
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span id={`${id}e`} className="field__error" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

/** Ties an input to its hint and its error. */
function described(id: string, { hint, error }: Omit<Around, 'label'>) {
  const by = [hint === undefined ? '' : `${id}h`, error === undefined ? '' : `${id}e`].join(' ').trim();
  return by === '' ? {} : { 'aria-describedby': by };
}

export function Field({
  label,
  hint,
  error,
  mono = false,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement> & { readonly mono?: boolean }) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        className={`input ${mono ? 'input--mono' : ''}`}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== undefined}
        {...described(id, { hint, error })}
        {...input}
      />
    </Framed>
  );
}

export function SelectField({
  label,
  hint,
  children,
  ...select
}: Omit<Around, 'error'> & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint}>
      <select id={id} className="input select" {...described(id, { hint })} {...select}>
        {children}
      </select>
    </Framed>
  );
}

/** Several lines, each a value of its own. */
export function TextField({
  label,
  hint,
  error,
  ...area
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        className="input input--mono input--lines"
        spellCheck={false}
        aria-invalid={error !== undefined}
        {...described(id, { hint, error })}
        {...area}
      />
    </Framed>
  );
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly hint: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few, each with a sentence that says what it means. */
export function Choices<T extends string>({ label, value, choices, onChange }: ChoicesProps<T>) {
  const id = useId();
  return (
    <fieldset className="choices">
      <legend className="field__label">{label}</legend>
      {choices.map((one) => (
        <div key={one.value}>
          <label className="check">
            <input
              type="radio"
              name={id}
              value={one.value}
              checked={one.value === value}
              aria-describedby={`${id}${one.value}`}
              onChange={() => onChange(one.value)}
            />
            {one.label}
          </label>
          <span id={`${id}${one.value}`} className="field__hint field__hint--check">
            {one.hint}
          </span>
        </div>
      ))}
    </fieldset>
  );
}

export function Check({
  label,
  hint,
  ...input
}: Omit<Around, 'error'> & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  const box = (
    <label className="check">
      <input type="checkbox" {...(hint === undefined ? {} : { 'aria-describedby': id })} {...input} />
      {label}
    </label>
  );
  if (hint === undefined) return box;
  return (
    <div className="field">
      {box}
      <span id={id} className="field__hint field__hint--check">
        {hint}
      </span>
    </div>
  );
}
