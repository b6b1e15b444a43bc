/** Starting at login. The system's word counts: somebody may have changed it there. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { Settings } from '../../../main/contract/model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useText } from '../../text.ts';
import { Check } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';

const askItem = (client: CoreClient, options: AskOptions) => client['autostart.get']({}, options);

interface LoginSettingsProps {
  readonly settings: Settings;
  readonly save: (patch: Partial<Settings>) => Promise<boolean>;
}

export function LoginSettings({ settings, save }: LoginSettingsProps) {
  const say = useText();
  const { startOnLogin, startHidden } = settings;
  // Set elsewhere, on a command line, it is asked for anew.
  const { value, error, again } = useAnswer(askItem, `${startOnLogin} ${startHidden}`);
  const item = value?.item;
  const put = (patch: Partial<Settings>) => void save(patch).then(again);
  return (
    <section className="form__section">
      <h2>{say('settings.login')}</h2>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      <Check
        label={say('settings.startOnLogin')}
        hint={say(item === null ? 'settings.startOnLogin.unsupported' : 'settings.startOnLogin.hint')}
        disabled={item === undefined || item === null}
        checked={item?.enabled === true}
        onChange={(event) => put({ startOnLogin: event.target.checked })}
      />
      <Check
        label={say('settings.startHidden')}
        hint={say('settings.startHidden.hint')}
        disabled={item === undefined || item === null}
        checked={startHidden}
        onChange={(event) => put({ startHidden: event.target.checked })}
      />
      {item !== undefined && item !== null && item.enabled !== startOnLogin && (
        <p className="field__hint" role="status">
          {say(startOnLogin ? 'settings.login.removed' : 'settings.login.added')}
        </p>
      )}
    </section>
  );
}
