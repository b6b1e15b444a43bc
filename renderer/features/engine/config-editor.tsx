/** A plain editor for JSON: a text area, its lines numbered, and the places of what is wrong one click away. */
import { useId, useRef, type RefObject } from 'react';
import { describeError, type WireError } from '../../../main/contract/errors.ts';
import { offsetOf } from '../../../main/contract/daemon-config/json-text.ts';
import { inertText } from '../../format.ts';
import { useLanguage, useText } from '../../text.ts';

const leastLines = 14;

interface ConfigEditorProps {
  readonly text: string;
  readonly problems: readonly WireError[];
  readonly onChange: (text: string) => void;
}

export function ConfigEditor({ text, problems, onChange }: ConfigEditorProps) {
  const say = useText();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = Math.max(leastLines, text.split('\n').length);
  const wrong = new Set(problems.map(({ params }) => params['line']));
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {say('config.yours')}
      </label>
      <div className="editor">
        <ol className="editor__lines" aria-hidden>
          {Array.from({ length: lines }, (_, index) => (
            <li key={index} className={wrong.has(index + 1) ? 'editor__line--bad' : ''}>
              {index + 1}
            </li>
          ))}
        </ol>
        <textarea
          id={id}
          ref={area}
          className="editor__text"
          rows={lines}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder={'{\n}'}
          value={text}
          aria-invalid={problems.length > 0}
          aria-describedby={`${id}h ${id}p`}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      <span id={`${id}h`} className="field__hint">
        {say('config.yours.hint')}
      </span>
      <Problems id={`${id}p`} area={area} text={text} problems={problems} />
    </div>
  );
}

interface ProblemsProps extends Pick<ConfigEditorProps, 'text' | 'problems'> {
  readonly id: string;
  readonly area: RefObject<HTMLTextAreaElement | null>;
}

/** What is wrong; each leads to its place. */
function Problems({ id, area, text, problems }: ProblemsProps) {
  const language = useLanguage();
  const jump = ({ params }: WireError) => {
    const start = offsetOf(text, { line: Number(params['line']), column: Number(params['column']) });
    area.current?.focus();
    area.current?.setSelectionRange(start, Math.min(start + 1, text.length));
  };
  return (
    <div id={id} role="status">
      <ul className="editor__problems">
        {problems.map((problem, index) => {
          const { what, hint } = describeError(problem, language);
          return (
            <li key={index}>
              <button type="button" className="editor__problem" onClick={() => jump(problem)}>
                <span className="plain">{inertText(what)}</span>
                <span className="editor__hint plain">{inertText(hint)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
