/** The steps of a build: each with how it stands, how long it took, and what it put out. */
import { Ban, Check, ChevronRight, Circle, CircleX, Layers, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { BuildStep, BuildWish } from '../../../main/contract/build-model.ts';
import { bytesText, inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { Check as CheckBox } from '../../ui/field.tsx';
import { withoutColours } from '../logs/ansi.ts';
import { LineText } from '../logs/line-text.tsx';
import { buildAgain } from './builds.ts';
import type { BuildProgress, StepLog, Warning } from './progress.ts';
import { secondsText } from './seconds.ts';

interface StepsProps {
  readonly progress: BuildProgress;
  /** Changes with the progress. */
  readonly version: number;
  readonly wish: BuildWish;
  readonly running: boolean;
}

export function BuildSteps({ progress, version, wish, running }: StepsProps) {
  const say = useText();
  const [own, setOwn] = useState(false);
  const steps = progress.steps();
  const shown = steps.filter(
    ({ internal, state }) => own || !internal || state === 'failed' || (running && state === 'running'),
  );
  return (
    <section className="build__steps" aria-label={say('builds.column.steps')}>
      <div className="build__bar">
        <h2>{say('builds.column.steps')}</h2>
        <CheckBox
          label={say('builds.own')}
          checked={own}
          onChange={(event) => setOwn(event.target.checked)}
        />
      </div>
      <ol className="build__list">
        {shown.map((step) => (
          <Step
            key={step.id}
            step={step}
            log={progress.logs.get(step.id)}
            parts={progress.partsOf(step.id)}
            version={version}
            wish={wish}
          />
        ))}
      </ol>
      {progress.warnings.length > 0 && <Warnings warnings={progress.warnings} wish={wish} />}
    </section>
  );
}

interface StepProps {
  readonly step: BuildStep;
  readonly log: StepLog | undefined;
  readonly parts: { readonly done: number; readonly total: number } | undefined;
  readonly version: number;
  readonly wish: BuildWish;
}

function Step({ step, log, parts, version, wish }: StepProps) {
  const say = useText();
  const { name, state, internal, startedAt, endedAt, line, error } = step;
  /** What the user has chosen; else what runs or has failed is open. */
  const [chosen, setChosen] = useState<boolean>();
  const has = log !== undefined || error !== undefined;
  const open = has && (chosen ?? (state === 'running' || state === 'failed'));
  const took = startedAt !== undefined && endedAt !== undefined ? secondsText(endedAt - startedAt) : '';
  const title = (
    <>
      <StateMark state={state} />
      <code className="build__name clip plain" title={inertText(name)}>
        {inertText(name)}
      </code>
      {parts !== undefined && state === 'running' && (
        <span className="muted">
          {bytesText(parts.done)} / {bytesText(parts.total)}
        </span>
      )}
      <span className="build__took">{state === 'cached' ? say('builds.state.cached') : took}</span>
    </>
  );
  return (
    <li className={`build__step ${internal ? 'build__step--own' : ''}`} data-state={state}>
      {has ? (
        <button type="button" className="build__title" aria-expanded={open} onClick={() => setChosen(!open)}>
          <ChevronRight size={14} aria-hidden className={open ? 'build__turned' : ''} />
          {title}
        </button>
      ) : (
        <div className="build__title">
          <span className="build__gap" />
          {title}
        </div>
      )}
      {open && (
        <div className="build__out">
          {error !== undefined && <p className="build__error plain">{inertText(error)}</p>}
          {state === 'failed' && line !== undefined && (
            <Button kind="quiet" onClick={() => buildAgain(wish, line)}>
              {say('builds.atLine', { line })}
            </Button>
          )}
          {log !== undefined && <Output log={log} version={version} name={name} />}
        </div>
      )}
    </li>
  );
}

/** Lines that are drawn; all that are kept can be copied. */
const mostDrawn = 300;

function Output({
  log,
  version,
  name,
}: {
  readonly log: StepLog;
  readonly version: number;
  readonly name: string;
}) {
  const say = useText();
  const box = useRef<HTMLDivElement>(null);
  const follow = useRef(true);
  useEffect(() => {
    if (follow.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [version]);
  const lines = log.lines.slice(-mostDrawn);
  const hidden = log.dropped + log.lines.length - lines.length;
  const first = log.dropped + log.lines.length - lines.length;
  return (
    <div className="build__log">
      <div
        ref={box}
        className="build__lines"
        role="log"
        aria-live="off"
        aria-label={say('builds.outputOf', { name: inertText(name) })}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follow.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {hidden > 0 && <p className="muted">{say('builds.earlier', { n: hidden })}</p>}
        {lines.map((line, index) => (
          <div key={first + index} className={line.error ? 'build__line build__line--error' : 'build__line'}>
            <LineText text={line.text} matcher={undefined} />
          </div>
        ))}
      </div>
      <CopyButton
        text={() => log.lines.map(({ text }) => withoutColours(text)).join('\n')}
        label={say('builds.copyOutput')}
      />
    </div>
  );
}

const marks = {
  waiting: Circle,
  running: LoaderCircle,
  done: Check,
  cached: Layers,
  failed: CircleX,
  cancelled: Ban,
} as const;

function StateMark({ state }: { readonly state: BuildStep['state'] }) {
  const say = useText();
  const Icon = marks[state];
  return (
    <span className={`build__mark build__mark--${state}`}>
      <Icon size={16} role="img" aria-label={say(`builds.state.${state}`)} />
    </span>
  );
}

function Warnings({ warnings, wish }: { readonly warnings: readonly Warning[]; readonly wish: BuildWish }) {
  const say = useText();
  return (
    <section className="build__warnings" aria-label={say('builds.warnings.title')}>
      <h2>{say('builds.warnings.title')}</h2>
      <ul>
        {warnings.map(({ text, line }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- they are only ever added
          <li key={index}>
            <TriangleAlert size={15} aria-hidden />
            <span className="plain">{inertText(text)}</span>
            {line !== undefined && (
              <Button kind="quiet" onClick={() => buildAgain(wish, line)}>
                {say('builds.atLine', { line })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
