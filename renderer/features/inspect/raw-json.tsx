/** JSON as the engine wrote it; of a very large one the beginning, and of very long lines, too. */
import { useMemo } from 'react';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';

const mostLines = 5000;
const longestLine = 2000;

export function RawJson({ json }: { readonly json: string }) {
  const say = useText();
  const { text, cut } = useMemo(() => shown(json), [json]);
  return (
    <>
      {cut && <p className="inspect__cut muted">{say('inspect.cut')}</p>}
      <pre className="json" tabIndex={0} aria-label={say('inspect.raw')} dir="ltr">
        {text}
      </pre>
    </>
  );
}

function shown(json: string): { readonly text: string; readonly cut: boolean } {
  const lines = json.split('\n');
  const cut = lines.length > mostLines || lines.some(({ length }) => length > longestLine);
  const short = (line: string) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
  const text = lines
    .slice(0, mostLines)
    .map((line) => inertText(short(line)))
    .join('\n');
  return { text, cut };
}
