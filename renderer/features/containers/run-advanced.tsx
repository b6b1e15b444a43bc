/** The parts of the run form that are closed at first. Each tells how much is set in it; a fault opens its part. */
import { useState } from 'react';
import type { ImageDefaults } from '../../../main/contract/image-defaults.ts';
import { quote } from '../../../main/contract/docker-command.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Check, Field, SelectField, TextField } from '../../ui/field.tsx';
import { Network, Restart } from './run-choices.tsx';
import { runSections, type RunField, type RunSection } from './run-fields.ts';
import type { RunForm } from './run-form.ts';
import type { RowsProps } from './run-rows.tsx';

export function Advanced(props: RowsProps) {
  const say = useText();
  return (
    <fieldset className="run__group">
      <legend className="field__label">{say('run.advanced')}</legend>
      {runSections.map((section) => (
        <Section key={section.key} section={section} {...props} />
      ))}
    </fieldset>
  );
}

function Section({ section, ...props }: RowsProps & { readonly section: RunSection }) {
  const say = useText();
  const [open, setOpen] = useState(false);
  const { form, fault } = props;
  const set = section.fields.filter((field) => isSet(form, field)).length;
  const faulty = section.fields.some(({ key }) => fault(key) !== undefined);
  return (
    <details
      className="run__section"
      open={open || faulty}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {say(`run.section.${section.key}`)}
        {set > 0 && <span className="muted"> {say('run.set', { n: set })}</span>}
      </summary>
      <div className="run__fields">
        {section.fields.map((field) => (
          <Input key={field.key} field={field} {...props} />
        ))}
      </div>
    </details>
  );
}

const pulls = ['missing', 'always', 'never'] as const;

function isSet({ texts, lists, switches }: RunForm, field: RunField): boolean {
  if (field.kind === 'switch') return switches[field.key] === true;
  return ((field.kind === 'lines' ? lists[field.key] : texts[field.key]) ?? '').trim() !== '';
}

function Input({ field, form, put, fault, defaults }: RowsProps & { readonly field: RunField }) {
  const say = useText();
  const label = say(`run.${field.key}`);
  const error = fault(field.key);
  if (field.kind === 'switch') {
    return (
      <Check
        label={label}
        checked={form.switches[field.key] === true}
        onChange={(event) => put({ switches: { ...form.switches, [field.key]: event.target.checked } })}
      />
    );
  }
  if (field.kind === 'lines') {
    return (
      <TextField
        label={label}
        rows={2}
        placeholder={field.example}
        error={error}
        value={form.lists[field.key] ?? ''}
        onChange={(event) => put({ lists: { ...form.lists, [field.key]: event.target.value } })}
      />
    );
  }
  const value = form.texts[field.key] ?? '';
  const set = (text: string) => put({ texts: { ...form.texts, [field.key]: text } });
  if (field.kind === 'pull') {
    return (
      <SelectField
        label={label}
        value={value === '' ? 'missing' : value}
        onChange={(event) => set(event.target.value === 'missing' ? '' : event.target.value)}
      >
        {pulls.map((pull) => (
          <option key={pull} value={pull}>
            {say(`run.pull.${pull}`)}
          </option>
        ))}
      </SelectField>
    );
  }
  if (field.key === 'restart') return <Restart value={value} error={error} onChange={set} />;
  if (field.key === 'network') return <Network value={value} error={error} onChange={set} />;
  return (
    <Field
      label={label}
      error={error}
      placeholder={inertText(ofImage(field.key, defaults) || field.example)}
      value={value}
      onChange={(event) => set(event.target.value)}
    />
  );
}

/** What the image says where the form says nothing. */
function ofImage(key: string, defaults: ImageDefaults | null | undefined): string {
  if (key === 'entrypoint') return defaults?.entrypoint.map(quote).join(' ') ?? '';
  if (key === 'workdir') return defaults?.workdir ?? '';
  return key === 'user' ? (defaults?.user ?? '') : '';
}
