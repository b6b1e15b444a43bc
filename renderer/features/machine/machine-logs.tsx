/** The logs of Moorage itself, of the VM's console and of the engine. */
import { useEffect, useRef, useState } from 'react';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { SelectField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';

const sources = ['app', 'vm', 'engine'] as const;
/** Lines that are read, and kept while more come. */
const most = 1000;

export function MachineLogs() {
  const say = useText();
  const client = useCore((state) => state.client);
  const [source, setSource] = useState<(typeof sources)[number]>('app');
  const [lines, setLines] = useState<readonly string[]>([]);
  const [error, setError] = useState<WireError>();
  const box = useRef<HTMLPreElement>(null);
  /** New lines pull the view along only where it shows the end. */
  const atEnd = useRef(true);
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    atEnd.current = true;
    const read = async () => {
      setLines([]);
      setError(undefined);
      try {
        for await (const { line } of client.logs({ source, follow: true, lines: most }, { signal })) {
          setLines((before) => [...before, inertText(line)].slice(-most));
        }
      } catch (failure) {
        if (!signal.aborted && !isCancel(failure)) setError(wireOf(failure));
      }
    };
    void read();
    return () => controller.abort();
  }, [client, source]);
  useEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines]);
  return (
    <>
      <div className="tools">
        <SelectField
          label={say('logs.source')}
          value={source}
          onChange={(event) => setSource(sources.find((one) => one === event.target.value) ?? 'app')}
        >
          {sources.map((one) => (
            <option key={one} value={one}>
              {say(`logs.${one}`)}
            </option>
          ))}
        </SelectField>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <pre
        ref={box}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 30;
        }}
        className="json"
        tabIndex={0}
        aria-label={say(`logs.${source}`)}
        dir="ltr"
      >
        {lines.join('\n')}
      </pre>
    </>
  );
}
