/** A container's log: follows, searches, and stays usable with very many lines, because only those in view exist. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp, Download, ScrollText } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { ContainerSummary, LogLine } from '../../../main/contract/engine-model.ts';
import { isCancel, type WireError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { wireOf } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Check } from '../../ui/field.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';

/** Lines that are read at first, and most that are kept. */
const tail = 5000;
const mostLines = 100_000;
const lineHeight = 19;
/** Characters of a line that are drawn; the whole of it is saved. */
const drawn = 4000;

export function LogView({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const { lines, error, loading } = useLog(container);
  const [follow, setFollow] = useState(true);
  const [times, setTimes] = useState(false);
  const [wrap, setWrap] = useState(false);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(-1);
  const top = useRef(0);
  const box = useRef<HTMLDivElement>(null);
  // Searching many lines may come a little after drawing them.
  const searched = useDeferredValue(lines);
  const wanted = useDeferredValue(search);
  const found = useMemo(() => matches(searched, wanted), [searched, wanted]);
  const shown = Math.max(0, Math.min(at, found.length - 1));
  const current = found[shown];
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  useEffect(() => {
    if (follow && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follow, lines, rows]);
  useEffect(() => rows.measure(), [wrap, rows]);
  const step = (by: number) => {
    if (found.length === 0) return;
    // The first step goes to the first match, or to the last.
    const from = at < 0 ? (by > 0 ? -1 : found.length) : shown;
    const next = (from + by + found.length) % found.length;
    setFollow(false);
    setAt(next);
    const index = found[next];
    if (index !== undefined) rows.scrollToIndex(index, { align: 'center' });
  };
  return (
    <>
      <div className="tools">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            step(1);
          }}
        >
          <SearchField
            value={search}
            label={say('log.search')}
            onChange={(text) => {
              setSearch(text);
              setAt(-1);
            }}
          />
        </form>
        <span className="muted" aria-live="polite">
          {search !== '' &&
            (found.length === 0 ? say('log.notFound') : say('log.found', { at: shown + 1, n: found.length }))}
        </span>
        <IconButton
          icon={ChevronUp}
          label={say('log.previous')}
          disabled={found.length === 0}
          onClick={() => step(-1)}
        />
        <IconButton
          icon={ChevronDown}
          label={say('log.next')}
          disabled={found.length === 0}
          onClick={() => step(1)}
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
        <IconButton
          icon={Download}
          label={say('log.save')}
          disabled={lines.length === 0}
          onClick={() => save(container.name, lines)}
        />
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {lines.length === 0 && error === undefined ? (
        <Empty icon={ScrollText} title={say(loading ? 'loading' : 'log.empty')} />
      ) : (
        <div
          ref={box}
          className={`log ${wrap ? 'log--wrap' : ''}`}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label={say('container.tab.logs')}
          onScroll={({ currentTarget: { scrollTop } }) => {
            // However it is moved back, it stays there.
            if (!wrap && scrollTop < top.current - 2) setFollow(false);
            top.current = scrollTop;
          }}
          onWheel={(event) => {
            if (event.deltaY < 0) setFollow(false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'PageUp' || event.key === 'ArrowUp' || event.key === 'Home') setFollow(false);
            if (event.key === 'End') setFollow(true);
          }}
        >
          <div className="log__inner" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ key, index, start }) => {
              const line = lines[index];
              if (line === undefined) return null;
              return (
                <div
                  key={key}
                  ref={wrap ? rows.measureElement : undefined}
                  data-index={index}
                  className={`log__line log__line--${line.stream} ${index === current ? 'log__line--found' : ''}`}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {times && <span className="log__time">{line.time.slice(0, 23).replace('T', ' ')}</span>}
                  <span className="plain" dir="ltr">
                    {marked(line.text.slice(0, drawn), search)}
                  </span>
                </div>
              );
            })}
          </div>
        </div>
      )}
    </>
  );
}

/** Reads the log while it is shown; new lines come in at most once per frame. */
function useLog({ id, state }: ContainerSummary) {
  const client = useCore((core) => core.client);
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [error, setError] = useState<WireError>();
  const [loading, setLoading] = useState(true);
  const follow = state === 'running' || state === 'paused' || state === 'restarting';
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    let waiting: LogLine[] = [];
    let frame = 0;
    // What was shown before stays until there is something to show instead of it.
    let first = true;
    const flush = () => {
      frame = 0;
      const more = waiting;
      const anew = first;
      waiting = [];
      first = false;
      setLoading(false);
      setLines((before) => [...(anew ? [] : before), ...more].slice(-mostLines));
    };
    const read = async () => {
      setError(undefined);
      try {
        for await (const piece of client['container.logs']({ id, follow, tail }, { signal })) {
          for (const line of piece) waiting.push({ ...line, text: inertText(line.text) });
          // Nothing is drawn while the window is hidden.
          if (waiting.length > 2 * mostLines) waiting = waiting.slice(-mostLines);
          if (frame === 0) frame = requestAnimationFrame(flush);
        }
      } catch (failure) {
        if (!signal.aborted && !isCancel(failure)) setError(wireOf(failure));
      }
      if (!signal.aborted) setLoading(false);
    };
    const settled = setTimeout(() => setLoading(false), 1500);
    void read();
    return () => {
      clearTimeout(settled);
      cancelAnimationFrame(frame);
      controller.abort();
    };
  }, [client, id, follow]);
  return { lines, error, loading };
}

/** Numbers of the lines that hold the text, whatever its case. */
export function matches(lines: readonly LogLine[], search: string): number[] {
  if (search === '') return [];
  const wanted = search.toLowerCase();
  return lines.flatMap(({ text }, index) => (text.toLowerCase().includes(wanted) ? [index] : []));
}

function marked(text: string, search: string): ReactNode {
  if (search === '') return text;
  const parts: ReactNode[] = [];
  const [low, wanted] = [text.toLowerCase(), search.toLowerCase()];
  // A text whose length changes with its case can't be cut by the positions in the other.
  if (low.length !== text.length) return text;
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

function save(name: string, lines: readonly LogLine[]): void {
  const text = lines.map((line) => `${line.time} ${line.text}\n`);
  const url = URL.createObjectURL(new Blob(text, { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replaceAll(/[^\w.-]/g, '_')}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
