/** Fields of the run form that know what there is to choose from. */
import { useId } from 'react';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Field, SelectField } from '../../ui/field.tsx';

interface OneText {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

const policies = ['no', 'on-failure', 'always', 'unless-stopped'] as const;

export function Restart({ value, error, onChange }: OneText) {
  const say = useText();
  const [policy = '', count = ''] = value.split(':');
  return (
    <>
      <SelectField
        label={say('run.restart')}
        aria-invalid={error !== undefined && policy !== 'on-failure'}
        value={policy === '' ? 'no' : policy}
        onChange={(event) => onChange(event.target.value === 'no' ? '' : event.target.value)}
      >
        {policies.map((one) => (
          <option key={one} value={one}>
            {say(`run.restart.${one}`)}
          </option>
        ))}
      </SelectField>
      {policy === 'on-failure' && (
        <Field
          label={say('run.restart.count')}
          error={error}
          inputMode="numeric"
          value={count}
          onChange={(event) => {
            const typed = event.target.value.trim();
            onChange(typed === '' ? policy : `${policy}:${typed}`);
          }}
        />
      )}
      {error !== undefined && policy !== 'on-failure' && (
        <span className="field__error" role="alert">
          {error}
        </span>
      )}
    </>
  );
}

export function Network({ value, error, onChange }: OneText) {
  const say = useText();
  const names = useId();
  const networks = useCore((state) => state.networks);
  const containers = useCore((state) => state.containers);
  const choices = [
    ...(networks?.kind === 'ready' ? networks.items.map(({ name }) => name) : []),
    ...(containers?.kind === 'ready' ? containers.items.map(({ name }) => `container:${name}`) : []),
  ];
  return (
    <>
      <Field
        label={say('run.network')}
        hint={say('run.network.hint')}
        error={error}
        list={names}
        placeholder="bridge"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={names}>
        {choices.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
