/** Mirrors and insecure registries as a form: it changes the same text that the editor beside it shows. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import {
  isInsecureRegistry,
  isMirror,
  registryLists,
  withRegistryLists,
  type RegistryLists,
} from '../../../main/contract/daemon-config/registries.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

const kinds = [
  { name: 'mirrors', fits: isMirror },
  { name: 'insecure', fits: isInsecureRegistry },
] as const;

interface ConfigRegistriesProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function ConfigRegistries({ text, onChange }: ConfigRegistriesProps) {
  const say = useText();
  const lists = registryLists(text);
  const possible = withRegistryLists(text, lists) !== undefined;
  const change = (next: RegistryLists) => {
    const changed = withRegistryLists(text, next);
    if (changed !== undefined) onChange(changed);
  };
  return (
    <section className="card config__registries" aria-label={say('config.registries')}>
      <h3>{say('config.registries')}</h3>
      {possible ? (
        kinds.map(({ name, fits }) => (
          <ValueList
            key={name}
            kind={name}
            values={lists[name]}
            fits={fits}
            onChange={(values) => change({ ...lists, [name]: values })}
          />
        ))
      ) : (
        <p className="muted">{say('config.registries.broken')}</p>
      )}
      <a href="#/registries">{say('config.registries.link')}</a>
    </section>
  );
}

interface ValueListProps {
  readonly kind: 'mirrors' | 'insecure';
  readonly values: readonly string[];
  readonly fits: (text: string) => boolean;
  readonly onChange: (values: readonly string[]) => void;
}

function ValueList({ kind, values, fits, onChange }: ValueListProps) {
  const say = useText();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const wanted = typed.trim();
  const add = () => {
    const valid = fits(wanted);
    setWrong(!valid);
    if (!valid) return;
    if (!values.includes(wanted)) onChange([...values, wanted]);
    setTyped('');
  };
  return (
    <form
      className="config__list"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Field
        mono
        label={say(`config.${kind}`)}
        hint={say(`config.${kind}.hint`)}
        placeholder={kind === 'mirrors' ? 'https://mirror.example.com' : 'registry.example.com:5000'}
        value={typed}
        error={wrong ? say(`config.${kind}.wrong`) : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
      />
      <div>
        <Button type="submit" icon={Plus} disabled={wanted === ''}>
          {say(`config.${kind}.add`)}
        </Button>
      </div>
      {values.length > 0 && (
        <ul className="config__values" aria-label={say(`config.${kind}`)}>
          {values.map((value, index) => (
            <li key={`${index} ${value}`}>
              <code className="clip plain" title={inertText(value)}>
                {inertText(value)}
              </code>
              <IconButton
                icon={X}
                label={say('config.remove', { name: inertText(value) })}
                onClick={() => onChange(values.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
