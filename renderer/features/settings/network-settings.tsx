/** What can be set about ports, and about the way from containers to this computer. All of it counts at once. */
import { useEffect, useState } from 'react';
import type { Settings } from '../../../main/contract/model.ts';
import { useText } from '../../text.ts';
import { Check, Field } from '../../ui/field.tsx';

const switches = ['ports.exposeToLan', 'ports.forwardDetected', 'network.hostAccess'] as const;
const idleKey = 'ports.udpIdleSeconds';
const mostIdleSeconds = 86_400;

interface NetworkSettingsProps {
  readonly settings: Settings;
  readonly save: (patch: Partial<Settings>) => Promise<boolean>;
}

export function NetworkSettings({ settings, save }: NetworkSettingsProps) {
  const say = useText();
  const present = String(settings[idleKey]);
  const [text, setText] = useState(present);
  // Somebody else may set it too, on a command line.
  useEffect(() => setText(present), [present]);
  const seconds = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : 0;
  const valid = seconds >= 1 && seconds <= mostIdleSeconds;
  const submit = () => {
    if (valid && String(seconds) !== present) void save({ [idleKey]: seconds });
  };
  return (
    <form
      className="form__section"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{say('settings.ports')}</h2>
      {switches.map((key) => (
        <Check
          key={key}
          label={say(`settings.${key}`)}
          hint={say(`settings.${key}.hint`)}
          checked={settings[key]}
          onChange={(event) => void save({ [key]: event.target.checked })}
        />
      ))}
      <Field
        label={say('settings.ports.udpIdleSeconds')}
        inputMode="numeric"
        value={text}
        error={valid ? undefined : say('settings.ports.udpIdleSeconds.invalid')}
        onChange={(event) => setText(event.target.value)}
        onBlur={submit}
      />
    </form>
  );
}
