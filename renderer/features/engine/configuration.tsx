/** The user's part of the engine's configuration: checked while it is written, and rolled back where it doesn't work. */
import { useMemo, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { checkDaemonConfig, type DaemonConfig } from '../../../main/contract/daemon-config/check.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useAnswer } from '../../stores/answer.ts';
import { setConfigDraft, useConfigDraft } from '../../stores/config-draft.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { ConfigEditor } from './config-editor.tsx';
import { ConfigRegistries } from './config-registries.tsx';

const askConfig = (client: CoreClient, options: AskOptions) => client['daemonConfig.get']({}, options);
const setCommand = 'moorage engine config set daemon.json';

export function Configuration() {
  const say = useText();
  const { value, error, again } = useAnswer(askConfig);
  const draft = useConfigDraft((state) => state.text);
  if (value === undefined) {
    return (
      <div className="page__scroll engine">
        {error === undefined ? (
          <p className="empty">{say('loading')}</p>
        ) : (
          <ErrorNote error={error} onRetry={again} />
        )}
      </div>
    );
  }
  return (
    <div className="page__scroll engine">
      {value.problem !== undefined && draft === undefined && <ErrorNote error={value.problem} tone="warn" />}
      <Editing saved={value.text} used={value.used} text={draft ?? value.text} onDone={again} />
    </div>
  );
}

interface EditingProps {
  readonly saved: string;
  readonly used: string | undefined;
  readonly text: string;
  /** The engine runs with something else now. */
  readonly onDone: () => void;
}

function Editing({ saved, used, text, onDone }: EditingProps) {
  const say = useText();
  const busy = useUi((state) => state.busy['engine'] === true);
  const [result, setResult] = useState<WireError | 'good' | 'applied'>();
  const [resetting, setResetting] = useState(false);
  const problems = useProblems(text, used);
  const edit = (next: string) => {
    setResult(undefined);
    setConfigDraft(next === saved ? undefined : next);
  };
  const check = () =>
    void act(
      { key: 'engine', command: 'moorage engine config check daemon.json', onError: setResult },
      async (client) => {
        const [first] = (await client['daemonConfig.check']({ text })).problems;
        setResult(first ?? 'good');
      },
    );
  const apply = async () => {
    setResult(undefined);
    const done = await act({ key: 'engine', command: setCommand, onError: setResult }, (client) =>
      client['daemonConfig.set']({ text }),
    );
    if (done) {
      setConfigDraft(undefined);
      setResult('applied');
    }
    onDone();
  };
  return (
    <>
      <p className="muted config__about">{say('config.about')}</p>
      <div className="config">
        <div className="config__main">
          <ConfigEditor text={text} problems={problems} onChange={edit} />
          {typeof result === 'object' && <ErrorNote error={result} />}
          {typeof result === 'string' && (
            <p role="status" className="state state--good">
              {say(result === 'good' ? 'config.good' : 'config.applied')}
            </p>
          )}
          <div className="config__actions">
            <Button
              kind="primary"
              disabled={busy || problems.length > 0 || text === saved}
              onClick={() => void apply()}
            >
              {say(busy ? 'config.applying' : 'config.apply')}
            </Button>
            <Button disabled={busy || problems.length > 0} onClick={check}>
              {say('config.check')}
            </Button>
            <Button disabled={busy || text === saved} onClick={() => edit(saved)}>
              {say('config.discard')}
            </Button>
            <Button disabled={busy || saved.trim() === ''} onClick={() => setResetting(true)}>
              {say('config.reset')}
            </Button>
          </div>
          <CommandLine command={setCommand} />
        </div>
        <div className="config__side">
          <ConfigRegistries text={text} onChange={edit} />
          {used !== undefined && (
            <details className="card config__used">
              <summary>{say('config.used')}</summary>
              <pre className="plain" tabIndex={0}>
                {inertLines(used)}
              </pre>
            </details>
          )}
        </div>
      </div>
      {resetting && (
        <Confirm
          title={say('config.reset.title')}
          confirm={say('config.reset.do')}
          command="moorage engine config reset"
          task={(client) => client['daemonConfig.set']({ text: '' })}
          onClose={(done) => {
            setResetting(false);
            if (!done) return;
            setConfigDraft(undefined);
            setResult('applied');
            onDone();
          }}
        >
          <p>{say('config.reset.text')}</p>
        </Confirm>
      )}
    </>
  );
}

/** What is wrong with the text, as far as one can tell without the engine. */
function useProblems(text: string, used: string | undefined): readonly WireError[] {
  return useMemo(() => {
    const checked = checkDaemonConfig(text, ownKeys(used));
    return checked.kind === 'bad' ? checked.problems : [];
  }, [text, used]);
}

/** Keys that are Moorage's own have their values in what the engine runs with. */
function ownKeys(used: string | undefined): DaemonConfig {
  const checked = used === undefined ? undefined : readConfig(used);
  return checked ?? {};
}

function readConfig(text: string): DaemonConfig | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined; // the core checks again, with what it knows
  }
}

function inertLines(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => inertText(line))
    .join('\n');
}
