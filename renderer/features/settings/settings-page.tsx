/** What can be set. What needs a restart says so; what is refused says why, and nothing is half set. */
import { useEffect, useState } from 'react';
import type { Settings } from '../../../main/contract/model.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { restartMachine } from '../machine/machine.ts';
import { FolderSettings } from './folder-settings.tsx';
import { LoginSettings } from './login-settings.tsx';
import { NetworkSettings } from './network-settings.tsx';
import { RemovalSettings } from './removal-settings.tsx';
import { SettingSelect } from './setting-select.tsx';

export function SettingsPage() {
  const say = useText();
  const settings = useCore((state) => state.settings);
  return (
    <Page name={say('nav.settings')} title={say('nav.settings')}>
      <div className="page__scroll">{settings !== undefined && <Form settings={settings} />}</div>
    </Page>
  );
}

const languages = ['system', 'en', 'zh-CN'] as const;
/** As those who speak it call it. */
const nameOfLanguage = { en: 'English', 'zh-CN': '简体中文' } as const;
const themes = ['system', 'light', 'dark'] as const;
const resourceKeys = ['cpus', 'memoryMiB', 'dataDiskGiB'] as const;
type ResourceKey = (typeof resourceKeys)[number];

function Form({ settings }: { readonly settings: Settings }) {
  const say = useText();
  const running = useCore((state) => state.vm?.kind === 'running');
  const [error, setError] = useState<WireError>();
  const [restart, setRestart] = useState<readonly string[]>([]);
  const put = (patch: Partial<Settings>) =>
    act({ onError: setError }, async (client) => {
      setError(undefined);
      setRestart((await client['settings.set'](patch)).restartNeeded);
    });
  return (
    <div className="form">
      <Resources settings={settings} save={put} />
      {restart.length > 0 && running && (
        <div className="note note--warn" role="status">
          <div className="note__text">
            <p>{say('settings.restart')}</p>
            <div className="note__actions">
              <Button onClick={() => void restartMachine().then(() => setRestart([]))}>
                {say('machine.restart')}
              </Button>
            </div>
          </div>
        </div>
      )}
      {error !== undefined && <ErrorNote error={error} />}
      <section className="form__section">
        <h2>{say('settings.window')}</h2>
        <SettingSelect
          label={say('settings.language')}
          value={settings.language}
          choices={languages}
          save={(language) => put({ language })}
        >
          {(one) => (one === 'system' ? say('settings.system') : nameOfLanguage[one])}
        </SettingSelect>
        <SettingSelect
          label={say('settings.theme')}
          value={settings.theme}
          choices={themes}
          save={(theme) => put({ theme })}
        >
          {(one) => say(`settings.${one}`)}
        </SettingSelect>
      </section>
      <section className="form__section">
        <h2>Docker</h2>
        <Check
          label={say('settings.context')}
          checked={settings.dockerContext}
          onChange={(event) => void put({ dockerContext: event.target.checked })}
        />
      </section>
      <LoginSettings settings={settings} save={put} />
      <RemovalSettings settings={settings} save={put} />
      <NetworkSettings settings={settings} save={put} />
      <FolderSettings settings={settings} save={put} />
    </div>
  );
}

function Resources({
  settings,
  save,
}: {
  readonly settings: Settings;
  readonly save: (patch: Partial<Settings>) => Promise<boolean>;
}) {
  const say = useText();
  const { cpus, memoryMiB, dataDiskGiB } = settings;
  const [form, setForm] = useState(() => toForm(settings));
  // Somebody else may set them too, on a command line.
  useEffect(() => setForm(toForm({ cpus, memoryMiB, dataDiskGiB })), [cpus, memoryMiB, dataDiskGiB]);
  const [faulty, setFaulty] = useState<ResourceKey>();
  const changed = resourceKeys.some((key) => form[key] !== String(settings[key]));
  const submit = () => {
    const wrong = resourceKeys.find((key) => !/^\d{1,9}$/.test(form[key].trim()));
    setFaulty(wrong);
    if (wrong !== undefined) return;
    const patch = Object.fromEntries(
      resourceKeys
        .filter((key) => form[key] !== String(settings[key]))
        .map((key) => [key, Number(form[key].trim())]),
    );
    void save(patch);
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
      <h2>{say('resources')}</h2>
      {resourceKeys.map((key) => (
        <Field
          key={key}
          label={say(`settings.${key}`)}
          hint={say(`settings.${key}.hint`)}
          inputMode="numeric"
          value={form[key]}
          error={faulty === key ? say('settings.number') : undefined}
          onChange={(event) => setForm({ ...form, [key]: event.target.value })}
        />
      ))}
      <div>
        <Button kind="primary" type="submit" disabled={!changed}>
          {say('settings.save')}
        </Button>
      </div>
    </form>
  );
}

function toForm(settings: Pick<Settings, ResourceKey>): Record<ResourceKey, string> {
  return {
    cpus: String(settings.cpus),
    memoryMiB: String(settings.memoryMiB),
    dataDiskGiB: String(settings.dataDiskGiB),
  };
}
