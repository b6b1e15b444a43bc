/** Everything that the engine says of one thing: a tree to look things up in, or the JSON as it came. */
import { RefreshCw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { InspectKind } from '../../../main/contract/inspect-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CommandLine, CopyButton } from '../../ui/command-line.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { JsonPanel } from './json-panel.tsx';
import { RawJson } from './raw-json.tsx';

interface InspectProps {
  readonly kind: InspectKind;
  readonly id: string;
  /** What its commands call it. */
  readonly name: string;
  /** Another value: the engine may say something else now. */
  readonly changed?: string;
}

export function Inspect({ kind, id, name, changed }: InspectProps) {
  const say = useText();
  const [raw, setRaw] = useState(false);
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['engine.inspect']({ kind, id }, options),
    [kind, id],
  );
  const { value, error, again } = useRunningAnswer(ask, changed);
  const json = value?.json;
  const root = useMemo(() => (json === undefined ? undefined : parsed(json)), [json]);
  const tools = (
    <>
      <Button aria-pressed={raw} onClick={() => setRaw(!raw)}>
        {say('inspect.raw')}
      </Button>
      <IconButton icon={RefreshCw} label={say('inspect.again')} onClick={again} />
      {json !== undefined && <CopyButton text={json} label={say('inspect.copy')} />}
    </>
  );
  return (
    <div className="inspect">
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {json === undefined || raw ? (
        <>
          <div className="tools inspect__tools">
            <CommandLine command={dockerCommand({ kind: 'inspect', what: kind, name })} />
            {tools}
          </div>
          <RawJson json={json ?? ''} />
        </>
      ) : (
        <JsonPanel
          root={root}
          tools={tools}
          whole={dockerCommand({ kind: 'inspect', what: kind, name })}
          commandFor={(format) => dockerCommand({ kind: 'inspect.field', what: kind, name, format })}
        />
      )}
    </div>
  );
}

function parsed(json: string): unknown {
  return JSON.parse(json);
}
