/** What is to be said of a row, below it: what is the matter and what to do, how far a sync is, how fast it was. */
import { CircleAlert, Gauge, RotateCw, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { describeError, type WireError } from '../../../main/contract/errors.ts';
import type { Share } from '../../../main/contract/model.ts';
import { inertText } from '../../format.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { restartMachine } from '../machine/machine.ts';
import { syncWork } from './rows.ts';
import { rateText, type SpeedTest } from './speed-tests.ts';
import { Conflicts, SyncBar } from './sync-matter.tsx';

/** Whether there is anything to say. */
export function hasMatter(share: Share): boolean {
  const { state, error, warning, sync } = share;
  return (
    state === 'restartNeeded' ||
    error !== undefined ||
    warning !== undefined ||
    syncWork(share) !== undefined ||
    (sync?.conflicts.length ?? 0) > 0
  );
}

interface RowMatterProps {
  readonly share: Share;
  readonly test: SpeedTest | undefined;
  readonly clearTest: () => void;
}

export function RowMatter({ share, test, clearTest }: RowMatterProps) {
  const { state, error, warning, sync } = share;
  const work = syncWork(share);
  return (
    <>
      {error !== undefined && <ErrorMatter error={error} tone="bad" />}
      {warning !== undefined && <ErrorMatter error={warning} tone="warn" />}
      {state === 'restartNeeded' && <RestartMatter />}
      {work !== undefined && <SyncBar path={share.path} sync={work} />}
      {sync !== undefined && sync.conflicts.length > 0 && (
        <Conflicts path={share.path} conflicts={sync.conflicts} />
      )}
      {test !== undefined && <SpeedMatter test={test} clear={clearTest} />}
    </>
  );
}

interface ErrorMatterProps {
  readonly error: WireError;
  readonly tone: 'bad' | 'warn';
  /** Of an action that has failed: it is told at once, and can be put away. */
  readonly onDismiss?: () => void;
  readonly children?: ReactNode;
}

export function ErrorMatter({ error, tone, onDismiss, children }: ErrorMatterProps) {
  const say = useText();
  const { what, hint } = describeError(error, useLanguage());
  const Icon = tone === 'bad' ? CircleAlert : TriangleAlert;
  return (
    <div
      className={`list__matter ${tone === 'warn' ? 'list__matter--warn' : ''}`}
      data-code={error.code}
      {...(onDismiss === undefined ? {} : { role: 'alert' })}
    >
      <Icon size={16} aria-hidden />
      <div>
        <p className="plain">{inertText(what)}</p>
        <p className="note__hint plain">{inertText(hint)}</p>
      </div>
      {children}
      {onDismiss !== undefined && (
        <Button kind="quiet" onClick={onDismiss}>
          {say('close')}
        </Button>
      )}
    </div>
  );
}

function RestartMatter() {
  const say = useText();
  const busy = useUi(({ busy: all }) => all['machine'] === true);
  return (
    <div className="list__matter list__matter--warn" data-code="share.restartNeeded">
      <RotateCw size={16} aria-hidden />
      <div>
        <p>{say('shares.restart')}</p>
        <p className="note__hint">{say('shares.restart.hint')}</p>
      </div>
      <Button disabled={busy} onClick={() => void restartMachine()}>
        {say('machine.restart')}
      </Button>
    </div>
  );
}

function SpeedMatter({ test, clear }: { readonly test: SpeedTest; readonly clear: () => void }) {
  const say = useText();
  const box = useRef<HTMLDivElement>(null);
  // It comes below what was clicked, maybe out of sight.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [test.kind]);
  return (
    <div ref={box} className="list__matter list__matter--plain" role="status">
      <Gauge size={16} aria-hidden />
      {test.kind === 'running' ? (
        <>
          <div>
            <p className="state state--busy">{say('shares.test.running')}</p>
            <p className="note__hint">{say('shares.test.hint')}</p>
          </div>
          <Button onClick={clear}>{say('cancel')}</Button>
        </>
      ) : (
        <>
          <dl className="figures">
            {(
              [
                ['write', 'MiB/s', test.speed.writeMiBs],
                ['read', 'MiB/s', test.speed.readMiBs],
                ['create', undefined, test.speed.createPerSecond],
                ['stat', undefined, test.speed.statPerSecond],
              ] as const
            ).map(([key, unit = say('shares.test.perSecond'), value]) => (
              <div key={key}>
                <dt>{say(`shares.test.${key}`)}</dt>
                <dd className="tabular">
                  {rateText(value)} {unit}
                </dd>
              </div>
            ))}
          </dl>
          <IconButton icon={X} label={say('shares.test.close')} onClick={clear} />
        </>
      )}
    </div>
  );
}
