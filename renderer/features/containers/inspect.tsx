/** Everything that the engine says of a container, as it says it. */
import { useEffect, useState } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { CommandLine, CopyButton } from '../../ui/command-line.tsx';
import { ErrorNote } from '../../ui/notes.tsx';

export function Inspect({ container: { id, name, status } }: { readonly container: ContainerSummary }) {
  const say = useText();
  const client = useCore((state) => state.client);
  const [json, setJson] = useState<string>();
  const [error, setError] = useState<WireError>();
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const read = async () => {
      try {
        const answer = await client?.['container.inspect']({ id }, { signal });
        if (signal.aborted || answer === undefined) return;
        setJson(answer.json);
        setError(undefined);
      } catch (failure) {
        if (!signal.aborted && !isCancel(failure)) setError(wireOf(failure));
      }
    };
    void read();
    return () => controller.abort();
  }, [client, id, status]);
  return (
    <>
      <div className="tools">
        <CommandLine command={dockerCommand({ kind: 'container.inspect', name })} />
        {json !== undefined && <CopyButton text={json} label={say('inspect.copy')} />}
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <pre className="json" tabIndex={0} aria-label={say('container.tab.inspect')} dir="ltr">
        {json === undefined ? '' : json.split('\n').map(inertText).join('\n')}
      </pre>
    </>
  );
}
