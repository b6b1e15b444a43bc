/** The Dockerfile, to be read and written, with what can be said of its lines. */
import { CircleAlert, Info, RotateCcw, Save, TriangleAlert } from 'lucide-react';
import { useEffect, useId, useMemo, useRef } from 'react';
import { lintDockerfile } from '../../../main/contract/dockerfile/lint.ts';
import type { Finding } from '../../../main/contract/dockerfile/finding.ts';
import { maxDockerfile } from '../../../main/contract/build-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useBuilds } from './builds.ts';
import type { EditedDockerfile } from './use-dockerfile.ts';

interface EditorProps {
  readonly file: EditedDockerfile;
  readonly target: string | undefined;
}

/** What a new Dockerfile begins with. */
const template = 'FROM alpine:3.22\nWORKDIR /app\nCOPY . .\nCMD ["sh"]\n';

export function DockerfileEditor({ file, target }: EditorProps) {
  const say = useText();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const wanted = useBuilds((state) => state.line);
  const { text, read } = file;
  const findings = useMemo(() => (text === '' ? [] : lintDockerfile(text, target)), [text, target]);
  const missing = read !== undefined && read.version === '';
  const goTo = (line: number) => focusLine(area.current, line);
  useEffect(() => {
    if (wanted === undefined || read === undefined) return;
    focusLine(area.current, wanted);
    useBuilds.setState({ line: undefined });
  }, [wanted, read]);
  const worst = new Map<number, Finding['severity']>();
  for (const { line, severity } of findings) if (worst.get(line) !== 'error') worst.set(line, severity);
  return (
    <section className="dockerfile" aria-label={say('builds.editor')}>
      <div className="build__bar">
        <h2>
          <label htmlFor={id}>{say('builds.editor')}</label>
        </h2>
        {file.changed && <span className="muted">{say('builds.edited')}</span>}
        {missing && text === '' && (
          <Button onClick={() => file.edit(template)}>{say('builds.template')}</Button>
        )}
        {file.changed && (
          <Button icon={RotateCcw} onClick={file.again}>
            {say('builds.revert')}
          </Button>
        )}
        <Button icon={Save} disabled={!file.changed || file.busy} onClick={() => void file.save()}>
          {say('builds.save')}
        </Button>
      </div>
      {file.error !== undefined && (
        <div className="dockerfile__error">
          <ErrorNote error={file.error} />
          {file.error.code === 'build.fileChanged' && (
            <div className="build__bar">
              <Button onClick={file.again}>{say('builds.readAgain')}</Button>
              <Button onClick={() => void file.overwrite()}>{say('builds.overwrite')}</Button>
            </div>
          )}
        </div>
      )}
      <div className="dockerfile__box">
        <div ref={gutter} className="dockerfile__gutter" aria-hidden>
          {text.split('\n').map((_, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a line is its number
            <div key={index} data-severity={worst.get(index + 1)}>
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          id={id}
          className="dockerfile__text"
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          maxLength={maxDockerfile}
          readOnly={read === undefined}
          aria-describedby={`${id}f`}
          placeholder={say(read === undefined ? 'builds.editor.noFolder' : 'builds.editor.none')}
          value={text}
          onChange={(event) => file.edit(event.target.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
          }}
        />
      </div>
      <div id={`${id}f`}>
        <Findings findings={findings} onLine={goTo} empty={text === ''} />
        {read?.ignoreFile !== undefined && (
          <p className="muted clip plain">{say('builds.ignoreFile', { path: inertText(read.ignoreFile) })}</p>
        )}
      </div>
    </section>
  );
}

const icons = { error: CircleAlert, warning: TriangleAlert, advice: Info } as const;

function Findings({
  findings,
  onLine,
  empty,
}: {
  readonly findings: readonly Finding[];
  readonly onLine: (line: number) => void;
  readonly empty: boolean;
}) {
  const say = useText();
  if (empty) return null;
  if (findings.length === 0) return <p className="muted">{say('builds.lint.none')}</p>;
  return (
    <ul className="dockerfile__findings" aria-label={say('builds.lint')}>
      {findings.map(({ line, severity, code, values }, index) => {
        const Icon = icons[severity];
        const shown = Object.fromEntries(
          Object.entries(values).map(([key, value]) => [key, inertText(value.slice(0, 200))]),
        );
        return (
          // oxlint-disable-next-line react/no-array-index-key -- made anew with each change
          <li key={index} data-severity={severity}>
            <Icon size={15} role="img" aria-label={say(`builds.lint.${severity}`)} />
            <button type="button" className="dockerfile__line" onClick={() => onLine(line)}>
              {say('builds.line', { line })}
            </button>
            <span className="plain">{say(`builds.lint.${code}`, shown)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Selects a line, and brings it into view. */
function focusLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((all, one) => all + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(1, lines.length);
  area.scrollTop = Math.max(0, (line - 4) * height);
}
