/** For how long removals can be undone, and for which shell commands are shown. */
import { useEffect, useState } from 'react';
import type { Settings } from '../../../main/contract/model.ts';
import { mostUndoMinutes } from '../../../main/contract/removed-model.ts';
import { shells } from '../../../main/contract/shell-quote.ts';
import { useText } from '../../text.ts';
import { Field } from '../../ui/field.tsx';
import { SettingSelect } from './setting-select.tsx';

const choices = ['system', ...shells] as const;

interface RemovalSettingsProps {
  readonly settings: Settings;
  readonly save: (patch: Partial<Settings>) => Promise<boolean>;
}

export function RemovalSettings({ settings, save }: RemovalSettingsProps) {
  const say = useText();
  const present = String(settings.undoMinutes);
  const [text, setText] = useState(present);
  // Somebody else may set it too, on a command line.
  useEffect(() => setText(present), [present]);
  const minutes = /^\d{1,5}(?:\.\d{1,3})?$/.test(text.trim()) ? Number(text.trim()) : Infinity;
  const valid = minutes <= mostUndoMinutes;
  const submit = () => {
    if (valid && minutes !== settings.undoMinutes) void save({ undoMinutes: minutes });
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
      <h2>{say('settings.removal')}</h2>
      <Field
        label={say('settings.undoMinutes')}
        hint={say('settings.undoMinutes.hint')}
        inputMode="decimal"
        value={text}
        error={valid ? undefined : say('settings.undoMinutes.invalid')}
        onChange={(event) => setText(event.target.value)}
        onBlur={submit}
      />
      <SettingSelect
        label={say('shell.label')}
        value={settings.commandShell}
        choices={choices}
        save={(commandShell) => save({ commandShell })}
      >
        {(one) => say(`shell.${one}`)}
      </SettingSelect>
    </form>
  );
}
