/**
 * The lines of a log in their box. Unwrapped ones are all of one height, so that which are in view follows from where the
 * box is scrolled to, at the same cost for ten lines and for a million; wrapped ones are measured, so there are fewer.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from 'react';
import type { LogBuffer } from './log-buffer.ts';

/** Height of an unwrapped line, in pixels. */
const lineHeight = 19;
const overscan = 20;
/** Lines that are wrapped: the last of them. */
export const mostWrapped = 20_000;

export interface LinesHandle {
  /** Brings a line, by its number, to the middle of the box. */
  readonly show: (number: number) => void;
}

interface LinesProps {
  readonly buffer: LogBuffer;
  /** Changes with the buffer. */
  readonly version: number;
  readonly follow: boolean;
  /** Whoever reads has moved away from the end. */
  readonly onLeave: () => void;
  readonly onEnd: () => void;
  readonly label: string;
  readonly row: (number: number) => { readonly className: string; readonly content: ReactNode } | undefined;
  readonly handle: Ref<LinesHandle>;
}

export function Lines({ wrap, ...props }: LinesProps & { readonly wrap: boolean }) {
  return wrap ? <WrappedLines {...props} /> : <FixedLines {...props} />;
}

function FixedLines({ buffer, version, follow, row, handle, ...box }: LinesProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const { first, length } = buffer;
  const look = () => {
    const element = ref.current;
    if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = ref.current;
    if (!follow || element === null) return;
    element.scrollTop = element.scrollHeight;
    look();
  }, [follow, version]);
  useImperativeHandle(handle, () => ({
    show(number) {
      const element = ref.current;
      if (element === null) return;
      element.scrollTop = (number - buffer.first) * lineHeight - element.clientHeight / 2;
      look();
    },
  }));
  const from = Math.max(0, Math.floor(view.top / lineHeight) - overscan);
  const to = Math.min(length, Math.ceil((view.top + view.height) / lineHeight) + overscan);
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, index) => first + from + index);
  return (
    <Box box={ref} {...box} wrapped={false} onScrolled={look}>
      <div className="log__inner" style={{ height: length * lineHeight }}>
        {shown.map((number) => {
          const line = row(number);
          if (line === undefined) return null;
          return (
            <div
              key={number}
              data-index={number}
              className={line.className}
              style={{ transform: `translateY(${(number - first) * lineHeight}px)` }}
            >
              {line.content}
            </div>
          );
        })}
      </div>
    </Box>
  );
}

function WrappedLines({ buffer, version, follow, row, handle, ...box }: LinesProps) {
  const ref = useRef<HTMLDivElement>(null);
  const first = Math.max(buffer.first, buffer.end - mostWrapped);
  const count = buffer.end - first;
  const getItemKey = useCallback((index: number) => first + index, [first]);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => ref.current,
    estimateSize: () => lineHeight,
    overscan,
    getItemKey,
  });
  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, version, count, rows]);
  useImperativeHandle(handle, () => ({
    show: (number) => rows.scrollToIndex(Math.max(0, number - first), { align: 'center' }),
  }));
  return (
    <Box box={ref} {...box} wrapped>
      <div className="log__inner" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const line = row(first + index);
          if (line === undefined) return null;
          return (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className={line.className}
              style={{ transform: `translateY(${start}px)` }}
            >
              {line.content}
            </div>
          );
        })}
      </div>
    </Box>
  );
}

interface BoxProps extends Pick<LinesProps, 'label' | 'onLeave' | 'onEnd'> {
  readonly box: Ref<HTMLDivElement>;
  readonly wrapped: boolean;
  readonly onScrolled?: () => void;
  readonly children: ReactNode;
}

function Box({ box, wrapped, label, onLeave, onEnd, onScrolled, children }: BoxProps) {
  const top = useRef(0);
  return (
    <div
      ref={box}
      className={`log ${wrapped ? 'log--wrap' : ''}`}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={label}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        // However it is moved back, it stays there; lines that go make it shorter, which is no move.
        const atEnd = scrollHeight - scrollTop - clientHeight < 2 * lineHeight;
        if (!wrapped && scrollTop < top.current - 2 && !atEnd) onLeave();
        top.current = scrollTop;
        onScrolled?.();
      }}
      onWheel={(event) => {
        if (event.deltaY < 0) onLeave();
      }}
      onKeyDown={(event) => {
        if (event.key === 'PageUp' || event.key === 'ArrowUp' || event.key === 'Home') onLeave();
        if (event.key === 'End') onEnd();
      }}
    >
      {children}
    </div>
  );
}
