/** What a synced share is doing, and the files of which there are two now. */
import { GitFork } from 'lucide-react';
import type { SyncConflict, SyncProgress } from '../../../main/contract/model.ts';
import { bytesText, inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { syncPart } from './rows.ts';

export function SyncBar({ path, sync }: { readonly path: string; readonly sync: SyncProgress }) {
  const say = useText();
  const part = syncPart(sync);
  const { filesDone, filesTotal, bytesDone, bytesTotal } = sync;
  const known = filesTotal > 0;
  return (
    <div className="list__matter list__matter--plain">
      {part !== undefined && (
        <span
          className="bar bar--wide"
          role="progressbar"
          aria-label={say('shares.progress', { path: inertText(path) })}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(100 * part)}
        >
          <i style={{ width: `${100 * part}%` }} />
        </span>
      )}
      <span className="muted tabular">
        {known ? say('shares.files', { done: filesDone, total: filesTotal }) : say('shares.counting')}
        {known && bytesTotal > 0 && ` · ${bytesText(bytesDone)} / ${bytesText(bytesTotal)}`}
      </span>
    </div>
  );
}

interface ConflictsProps {
  readonly path: string;
  readonly conflicts: readonly SyncConflict[];
}

/** The newest first; a long list scrolls by itself. */
export function Conflicts({ path, conflicts }: ConflictsProps) {
  const say = useText();
  const label = say('shares.conflicts.of', { path: inertText(path) });
  return (
    <div className="list__matter list__matter--warn" data-code="share.conflicts">
      <GitFork size={16} aria-hidden />
      <div>
        <p>{say('shares.conflicts', { n: conflicts.length })}</p>
        <p className="note__hint">{say('shares.conflicts.hint')}</p>
        {/* What scrolls must be reachable by the keyboard. */}
        <ul className="conflicts" aria-label={label} tabIndex={0}>
          {conflicts.toReversed().map(({ path: file, copy }) => (
            <li key={`${file}\0${copy}`}>
              <span className="mono plain">{inertText(file)}</span>
              <span className="mono plain muted">{inertText(copy)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
