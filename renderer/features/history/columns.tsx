import { useMemo } from 'react';
import { describeError } from '../../../main/contract/errors.ts';
import type { HistoryEntry } from '../../../main/contract/history-model.ts';
import { commandFor, type Shell } from '../../../main/contract/shell-quote.ts';
import { inertText } from '../../format.ts';
import { useShell } from '../../stores/shell-choice.ts';
import { useLanguage, useText } from '../../text.ts';
import { CopyButton } from '../../ui/command-line.tsx';
import type { Column } from '../../ui/data-list.tsx';
import { titleOf } from './wanted.ts';

const tones = { running: 'busy', done: 'good', failed: 'bad', cancelled: 'off', unknown: 'off' } as const;

export function useClock(): Intl.DateTimeFormat {
  const language = useLanguage();
  return useMemo(
    () =>
      new Intl.DateTimeFormat(language, {
        ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
        hourCycle: 'h23',
      }),
    [language],
  );
}

export function useColumns(): readonly Column<HistoryEntry>[] {
  const say = useText();
  const clock = useClock();
  const shell = useShell();
  return useMemo(
    () => [
      {
        key: 'time',
        title: say('history.time'),
        width: '128px',
        cell: ({ at }) => <time dateTime={new Date(at).toISOString()}>{clock.format(at)}</time>,
      },
      {
        key: 'what',
        title: say('history.what'),
        width: 'minmax(130px, 2fr)',
        cell: (entry) => {
          const title = inertText(titleOf(entry, say));
          return (
            <div className="list__name clip plain" title={title}>
              {title}
            </div>
          );
        },
      },
      {
        key: 'command',
        title: say('history.command'),
        width: 'minmax(120px, 4fr)',
        cell: (entry) => <CommandCell entry={entry} shell={shell} />,
      },
      {
        key: 'outcome',
        title: say('history.outcome'),
        width: 'minmax(90px, 2fr)',
        cell: (entry) => <Outcome entry={entry} />,
      },
      {
        key: 'took',
        title: say('history.took'),
        width: '72px',
        dispensable: true,
        cell: ({ ms }) => (ms === undefined ? '' : tookText(ms)),
      },
    ],
    [say, clock, shell],
  );
}

function CommandCell({ entry, shell }: { readonly entry: HistoryEntry; readonly shell: Shell }) {
  const say = useText();
  const command = commandFor(shell, entry.words);
  return (
    <div className="history__command">
      <code className="clip plain" dir="ltr" title={entry.cut ? say('history.cut') : inertText(command)}>
        {inertText(command)}
        {entry.cut ? ' …' : ''}
      </code>
      {!entry.cut && <CopyButton text={command} label={say('command.copy')} />}
    </div>
  );
}

function Outcome({ entry: { outcome, error } }: { readonly entry: HistoryEntry }) {
  const say = useText();
  const language = useLanguage();
  const what = error === undefined ? undefined : inertText(describeError(error, language).what);
  return (
    <>
      <span className={`state state--${tones[outcome]}`}>{say(`history.state.${outcome}`)}</span>
      {what !== undefined && (
        <div className="muted clip plain" title={what}>
          {what}
        </div>
      )}
    </>
  );
}

/** Milliseconds as `0.4 s` or `1:05`. */
export function tookText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;
}
