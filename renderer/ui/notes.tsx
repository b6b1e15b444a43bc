/** Errors as a person can act on them, and what a page shows when there is nothing to show. */
import { CircleAlert, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { describeError, type WireError } from '../../main/contract/errors.ts';
import { inertText } from '../format.ts';
import { useLanguage, useText } from '../text.ts';
import { Button, IconButton } from './button.tsx';

interface ErrorNoteProps {
  readonly error: WireError;
  readonly tone?: 'bad' | 'warn';
  readonly float?: boolean;
  readonly onRetry?: (() => void) | undefined;
  readonly onDismiss?: () => void;
}

export function ErrorNote({ error, tone = 'bad', float = false, onRetry, onDismiss }: ErrorNoteProps) {
  const say = useText();
  const { what, hint } = describeError(error, useLanguage());
  const Icon = tone === 'bad' ? CircleAlert : TriangleAlert;
  return (
    <div className={`note note--${tone} ${float ? 'note--float' : ''}`} role="alert" data-code={error.code}>
      <Icon size={17} aria-hidden />
      <div className="note__text">
        <p className="plain">{inertText(what)}</p>
        <p className="note__hint plain">{inertText(hint)}</p>
        <ErrorActions error={error} onRetry={onRetry} />
      </div>
      {onDismiss !== undefined && <IconButton icon={X} label={say('close')} onClick={onDismiss} />}
    </div>
  );
}

function ErrorActions({
  error,
  onRetry,
}: {
  readonly error: WireError;
  readonly onRetry: (() => void) | undefined;
}) {
  const say = useText();
  const go = (hash: string) => () => {
    window.location.hash = hash;
  };
  if (error.action === 'showLogs') {
    return (
      <div className="note__actions">
        <Button onClick={go('/machine/logs')}>{say('error.showLogs')}</Button>
      </div>
    );
  }
  if (error.action === 'openSettings') {
    return (
      <div className="note__actions">
        <Button onClick={go('/settings')}>{say('error.openSettings')}</Button>
      </div>
    );
  }
  if (onRetry === undefined) return null;
  return (
    <div className="note__actions">
      <Button onClick={onRetry}>{say('error.retry')}</Button>
    </div>
  );
}

interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}

export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div className="empty">
      <Icon size={40} strokeWidth={1.25} aria-hidden />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
