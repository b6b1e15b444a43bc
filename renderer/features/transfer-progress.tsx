import { bytesText, inertText } from '../format.ts';
import { useText } from '../text.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/notes.tsx';
import type { Transfer } from './transfer.ts';

/** How far each part has come. */
export function TransferProgress({ transfer }: { readonly transfer: Transfer }) {
  const say = useText();
  const { parts, line, error, state } = transfer;
  return (
    <>
      {parts.length > 0 && (
        <ul className="transfer" aria-label={say('transfer.parts')}>
          {parts.map(({ id, status, done, total }) => (
            <li key={id} className="transfer__part">
              <span className="mono clip plain" title={inertText(id)}>
                {inertText(id)}
              </span>
              {total === undefined ? (
                <span className="muted clip plain">{inertText(status)}</span>
              ) : (
                <span
                  className="bar"
                  role="progressbar"
                  aria-label={inertText(id)}
                  aria-valuemin={0}
                  aria-valuemax={total}
                  aria-valuenow={done ?? 0}
                >
                  <i style={{ width: `${(100 * (done ?? 0)) / total}%` }} />
                </span>
              )}
              <span className="muted">
                {total === undefined ? '' : `${bytesText(done ?? 0)} / ${bytesText(total)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="muted clip plain" role="status">
        {state === 'done' || state === 'cancelled' ? say(`transfer.${state}`) : inertText(line)}
      </p>
      {error !== undefined && <ErrorNote error={error} />}
    </>
  );
}

/** The buttons of a dialog that begins a transfer: while it runs one can cancel it, or leave it to itself. */
export function TransferButtons({
  transfer,
  submit,
  onClose,
}: {
  readonly transfer: Transfer;
  readonly submit: string;
  readonly onClose: () => void;
}) {
  const say = useText();
  const running = transfer.state === 'running';
  return (
    <>
      {running && <Button onClick={transfer.cancel}>{say('pull.cancel')}</Button>}
      <Button onClick={onClose}>
        {say(running ? 'transfer.background' : transfer.state === 'done' ? 'close' : 'cancel')}
      </Button>
      {!running && (
        <Button kind="primary" type="submit">
          {submit}
        </Button>
      )}
    </>
  );
}
