/** Why a container stopped: its exit code and what that means, the engine's words, and its own last ones. */
import { useEffect, useState } from 'react';
import type { ContainerDetails, ContainerEnd } from '../../../main/contract/container-model.ts';
import type { LogLine } from '../../../main/contract/engine-model.ts';
import { exitMeaning } from '../../../main/contract/exit-code.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { ErrorNote } from '../../ui/notes.tsx';

const lastLines = 5;

interface WhyProps {
  readonly health: ContainerDetails['health'] | undefined;
  readonly id: string;
  readonly ended: ContainerEnd;
}

export function WhyStopped({ id, ended, health }: WhyProps) {
  const say = useText();
  const { lines, error } = useLastLines(id);
  const meaning = exitMeaning(ended);
  const check = health?.checks.at(-1);
  return (
    <section className="why" aria-label={say('why.title')}>
      <h3>{say('why.title')}</h3>
      <p>
        <strong>{say('why.code', { code: ended.exitCode })}</strong>{' '}
        {say(`why.${meaning.kind}`, { signal: meaning.kind === 'signal' ? meaning.signal : '' })}
      </p>
      {ended.error !== '' && <p className="plain">{say('why.engine', { text: inertText(ended.error) })}</p>}
      {check !== undefined && check.exitCode !== 0 && (
        <p className="plain">{say('why.health', { text: inertText(check.output) })}</p>
      )}
      {error !== undefined && <ErrorNote error={error} />}
      {lines.length > 0 && (
        <pre tabIndex={0} aria-label={say('why.lines')} dir="ltr">
          {lines.map((line) => inertText(line.text)).join('\n')}
        </pre>
      )}
    </section>
  );
}

/** The end of its log, read once. */
function useLastLines(id: string) {
  const client = useCore((state) => state.client);
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [error, setError] = useState<WireError>();
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    const read = async () => {
      try {
        const all: LogLine[] = [];
        const input = { id, follow: false, tail: lastLines };
        for await (const piece of client['container.logs'](input, { signal })) all.push(...piece);
        if (signal.aborted) return;
        setLines(all.slice(-lastLines));
        setError(undefined);
      } catch (failure) {
        if (!signal.aborted && !isCancel(failure)) setError(wireOf(failure));
      }
    };
    void read();
    return () => controller.abort();
  }, [client, id]);
  return { lines, error };
}
