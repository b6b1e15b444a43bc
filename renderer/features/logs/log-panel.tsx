/** A log with what one does with it: follow, search, times, wrap, copy, save. */
import { ChevronDown, ChevronUp, Download, Regex, ScrollText } from 'lucide-react';
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { Check } from '../../ui/field.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';
import { withoutColours } from './ansi.ts';
import { useFiltered, type Streams } from './filter-log.ts';
import { LineSource } from './line-source.tsx';
import { LineText } from './line-text.tsx';
import { Lines, mostWrapped, type LinesHandle } from './log-lines.tsx';
import { saveLog } from './save-log.ts';
import { SavedSearches } from './saved-searches.tsx';
import { compile } from './search.ts';
import { StreamChoice } from './stream-choice.tsx';
import { useFindings } from './use-findings.ts';
import { useLog, type OpenLog } from './use-log.ts';

interface LogPanelProps {
  /** What its file is called. */
  readonly name: string;
  readonly open: OpenLog;
  /** What stands before its tools. */
  readonly before?: ReactNode;
}

/** Lines that the copy button takes: the last of them. */
const mostCopied = 10_000;

export function LogPanel({ name, open, before }: LogPanelProps) {
  const say = useText();
  const log = useLog(open);
  const { error, loading } = log;
  const [follow, setFollow] = useState(true);
  const [times, setTimes] = useState(false);
  const [wrap, setWrap] = useState(false);
  const [text, setText] = useState('');
  const [regex, setRegex] = useState(false);
  const [only, setOnly] = useState(false);
  const [streams, setStreams] = useState<Streams>('both');
  const wanted = useMemo(() => {
    const compiled = compile({ text, regex });
    return only && compiled.kind === 'matcher' ? compiled.matcher : undefined;
  }, [text, regex, only]);
  const { buffer, version } = useFiltered(log, wanted, streams);
  const { matcher, numbers, complete, invalid } = useFindings({ text, regex }, buffer, version);
  const [current, setCurrent] = useState<number>();
  const lines = useRef<LinesHandle>(null);
  const place = current === undefined ? 0 : Math.max(0, numbers.indexOf(current));
  const step = (by: number) => {
    if (numbers.length === 0) return;
    // The first step goes to the first match, or to the last.
    const from = current === undefined ? (by > 0 ? -1 : numbers.length) : place;
    const next = numbers[(from + by + numbers.length) % numbers.length];
    setFollow(false);
    setCurrent(next);
    if (next !== undefined) lines.current?.show(next);
  };
  const row = useCallback(
    (number: number) => {
      const line = buffer.at(number);
      if (line === undefined) return undefined;
      const found = number === current ? 'log__line--found' : '';
      return {
        className: `log__line log__line--${line.stream} ${found}`,
        content: (
          <>
            {line.container !== undefined && <LineSource name={line.container} />}
            {times && <span className="log__time">{line.time.slice(0, 23).replace('T', ' ')}</span>}
            <span className="plain" dir="ltr">
              <LineText text={line.text} matcher={matcher} />
            </span>
          </>
        ),
      };
    },
    [buffer, current, times, matcher],
  );
  const none = buffer.length === 0;
  const lastLines = () => {
    const from = Math.max(buffer.first, buffer.end - mostCopied);
    return Array.from({ length: buffer.end - from }, (_, index) =>
      withoutColours(buffer.at(from + index)?.text ?? ''),
    ).join('\n');
  };
  return (
    <>
      <div className="tools">
        {before}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            step(1);
          }}
        >
          <SearchField
            value={text}
            label={say('log.search')}
            onChange={(wanted) => {
              setText(wanted);
              setCurrent(undefined);
            }}
          />
        </form>
        <IconButton
          icon={Regex}
          label={say('log.regex')}
          aria-pressed={regex}
          onClick={() => {
            setRegex(!regex);
            setCurrent(undefined);
          }}
        />
        <span className="muted" aria-live="polite">
          {invalid !== undefined && <span title={inertText(invalid)}>{say('log.invalid')}</span>}
          {matcher !== undefined &&
            (numbers.length > 0
              ? say('log.found', { at: place + 1, n: numbers.length })
              : say(complete ? 'log.notFound' : 'log.searching'))}
        </span>
        <IconButton
          icon={ChevronUp}
          label={say('log.previous')}
          disabled={numbers.length === 0}
          onClick={() => step(-1)}
        />
        <IconButton
          icon={ChevronDown}
          label={say('log.next')}
          disabled={numbers.length === 0}
          onClick={() => step(1)}
        />
        <Check
          label={say('log.only')}
          checked={only}
          onChange={(event) => {
            setOnly(event.target.checked);
            setCurrent(undefined);
          }}
        />
        <StreamChoice
          value={streams}
          onChange={(next) => {
            setStreams(next);
            setCurrent(undefined);
          }}
        />
        <SavedSearches
          search={{ text, regex, only, streams }}
          onChoose={(chosen) => {
            setText(chosen.text);
            setRegex(chosen.regex);
            setOnly(chosen.only);
            setStreams(chosen.streams);
            setCurrent(undefined);
          }}
        />
        <Check
          label={say('log.follow')}
          checked={follow}
          onChange={(event) => setFollow(event.target.checked)}
        />
        <Check
          label={say('log.times')}
          checked={times}
          onChange={(event) => setTimes(event.target.checked)}
        />
        <Check label={say('log.wrap')} checked={wrap} onChange={(event) => setWrap(event.target.checked)} />
        {!none && <CopyButton text={lastLines} label={say('log.copy')} />}
        <IconButton
          icon={Download}
          label={say('log.save')}
          disabled={none}
          onClick={() => saveLog(name, buffer)}
        />
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {wrap && buffer.length > mostWrapped && (
        <p className="tools muted">{say('log.wrapped', { n: mostWrapped })}</p>
      )}
      {none && error === undefined ? (
        <Empty icon={ScrollText} title={say(loading ? 'loading' : 'log.empty')} />
      ) : (
        <Lines
          wrap={wrap}
          handle={lines}
          buffer={buffer}
          version={version}
          follow={follow}
          onLeave={() => setFollow(false)}
          onEnd={() => setFollow(true)}
          label={say('container.tab.logs')}
          row={row}
        />
      )}
    </>
  );
}
