/** A labelled input with its hint and its error, tied together for screen readers. */
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';

interface Around {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

export function Field({
  label,
  hint,
  error,
  mono = false,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement> & { readonly mono?: boolean }) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}h`, error === undefined ? '' : `${id}e`]
    .join(' ')
    .trim();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={`input ${mono ? 'input--mono' : ''}`}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== undefined}
        {...(described === '' ? {} : { 'aria-describedby': described })}
        {...input}
      />
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

export function SelectField({
  label,
  hint,
  children,
  ...select
}: Omit<Around, 'error'> & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input select"
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}h` })}
        {...select}
      >
        {children}
      </select>
      {hint !== undefined && (
        <span id={`${id}h`} className="field__hint">
          {hint}
        </span>
      )}
    </div>
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
