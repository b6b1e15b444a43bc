/** What can be set about shared folders; the page of shares has the rest. */
import type { Settings } from '../../../main/contract/model.ts';
import { useText } from '../../text.ts';
import { Check } from '../../ui/field.tsx';

interface FolderSettingsProps {
  readonly settings: Settings;
  readonly save: (patch: Partial<Settings>) => Promise<boolean>;
}

export function FolderSettings({ settings, save }: FolderSettingsProps) {
  const say = useText();
  return (
    <section className="form__section">
      <h2>{say('settings.shares')}</h2>
      <Check
        label={say('settings.shares.home')}
        hint={say('settings.shares.home.hint')}
        checked={settings['shares.home']}
        onChange={(event) => void save({ 'shares.home': event.target.checked })}
      />
    </section>
  );
}
