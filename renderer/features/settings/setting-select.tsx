/**
 * One of the values that a setting has. What was chosen stands there until the core has answered: one that went back
 * meanwhile would lose the next arrow key.
 */
import { useState, type ReactNode } from 'react';
import { SelectField } from '../../ui/field.tsx';

interface SettingSelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly save: (value: T) => Promise<unknown>;
  /** What a choice is called. */
  readonly children: (choice: T) => ReactNode;
}

export function SettingSelect<T extends string>({
  label,
  value,
  choices,
  save,
  children,
}: SettingSelectProps<T>) {
  const [chosen, setChosen] = useState<T>();
  const choose = async (next: T) => {
    setChosen(next);
    await save(next);
    // Unless another one was chosen since.
    setChosen((now) => (now === next ? undefined : now));
  };
  return (
    <SelectField
      label={label}
      value={chosen ?? value}
      onChange={(event) => {
        const next = choices.find((one) => one === event.target.value);
        if (next !== undefined) void choose(next);
      }}
    >
      {choices.map((one) => (
        <option key={one} value={one}>
          {children(one)}
        </option>
      ))}
    </SelectField>
  );
}
