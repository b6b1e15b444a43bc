/**
 * Values over time as lines, with what they are now or where the pointer is. The drawing is told to assistive technology
 * in a sentence; who wants the values themselves needs a table beside it.
 */
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { nearest, niceCeiling, unbroken, type ChartPoint } from './chart-scale.ts';

interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

interface ChartProps {
  readonly title: string;
  /** At most two: the second one's line is dashed. */
  readonly series: readonly ChartSeries[];
  /** The time at the right end, and how much of it is shown, in milliseconds. */
  readonly end: number;
  readonly span: number;
  readonly format: (value: number) => string;
  /** A time before the end, in milliseconds, as a person reads it. */
  readonly formatAge: (ms: number) => string;
  /** The axis reaches at least this far. */
  readonly least: number;
  /** Values are bytes in units of 1,024. */
  readonly bytes?: boolean;
  /** What stands below the title, as the peak and the limit. */
  readonly note: string;
  readonly summary: string;
}

const height = 150;
const left = 68;
const right = 12;
const top = 8;
const bottom = 22;

export function Chart(props: ChartProps) {
  const { title, series, end, span, format, formatAge, note } = props;
  const [at, setAt] = useState<number>();
  const time = at ?? end;
  return (
    <figure className="chart">
      <figcaption className="chart__head">
        <span className="chart__title">{title}</span>
        <span className="chart__values">
          {series.map(({ name, points }, index) => {
            const value = nearest(points, time)?.value;
            return (
              <span key={name} className={`chart__value chart__value--${index}`}>
                {series.length > 1 && <span className="chart__name">{name}</span>}
                <b>{value === undefined ? '–' : format(value)}</b>
              </span>
            );
          })}
        </span>
      </figcaption>
      <Drawing {...props} at={at} onAt={setAt} />
      <p className="chart__note muted">{at === undefined ? note : formatAge(Math.min(span, end - at))}</p>
    </figure>
  );
}

interface DrawingProps extends ChartProps {
  readonly at: number | undefined;
  readonly onAt: (time: number | undefined) => void;
}

function Drawing({
  series,
  end,
  span,
  format,
  formatAge,
  least,
  bytes = false,
  summary,
  at,
  onAt,
}: DrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const begin = end - span;
  const shown = series.map(({ name, points }) => ({
    name,
    points: points.filter(({ time }) => time >= begin),
  }));
  const most = Math.max(least, ...shown.flatMap(({ points }) => points.map(({ value }) => value)));
  const ceiling = niceCeiling(most, bytes);
  const plot = Math.max(1, width - left - right);
  const x = (time: number) => left + ((time - begin) / span) * plot;
  const y = (value: number) => top + (1 - value / ceiling) * (height - top - bottom);
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
    onAt(nearest(shown[0]?.points ?? [], begin + ((place - left) / plot) * span)?.time);
  };
  return (
    <div ref={box} className="chart__box">
      <svg
        role="img"
        aria-label={summary}
        width={width}
        height={height}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onAt(undefined)}
      >
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line
              className="chart__grid"
              x1={left}
              x2={width - right}
              y1={y(part * ceiling)}
              y2={y(part * ceiling)}
            />
            <text className="chart__label" x={left - 8} y={y(part * ceiling) + 4} textAnchor="end">
              {format(part * ceiling)}
            </text>
          </g>
        ))}
        {[1, 0.5, 0].map((part) => (
          <text
            key={part}
            className="chart__label"
            x={x(end - part * span)}
            y={height - 5}
            textAnchor={part === 1 ? 'start' : part === 0 ? 'end' : 'middle'}
          >
            {formatAge(part * span)}
          </text>
        ))}
        {shown.map(({ name, points }, index) => (
          <Lines key={name} index={index} points={points} x={x} y={y} />
        ))}
        {at !== undefined && at >= begin && (
          <g>
            <line className="chart__at" x1={x(at)} x2={x(at)} y1={top} y2={height - bottom} />
            {shown.map(({ name, points }, index) => {
              const point = nearest(points, at);
              return (
                point !== undefined && (
                  <circle
                    key={name}
                    className={`chart__dot chart__dot--${index}`}
                    cx={x(point.time)}
                    cy={y(point.value)}
                    r={3.5}
                  />
                )
              );
            })}
          </g>
        )}
      </svg>
    </div>
  );
}

interface LinesProps {
  readonly index: number;
  readonly points: readonly ChartPoint[];
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
}

/** A line for each unbroken piece, with the ground below it tinted. */
function Lines({ index, points, x, y }: LinesProps) {
  return unbroken(points).map((piece) => {
    const [first] = piece;
    const last = piece.at(-1);
    if (first === undefined || last === undefined) return null;
    const line = piece
      .map(({ time, value }, n) => `${n === 0 ? 'M' : 'L'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`)
      .join('');
    const area = `${line}L${x(last.time).toFixed(1)} ${y(0)}L${x(first.time).toFixed(1)} ${y(0)}Z`;
    return (
      <g key={first.time}>
        <path className={`chart__area chart__area--${index}`} d={area} />
        <path className={`chart__line chart__line--${index}`} d={line} />
      </g>
    );
  });
}

/** The width of an element in pixels, as it changes. */
function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
