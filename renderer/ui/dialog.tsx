/**
 * A modal dialog: the browser's own, which keeps the focus inside, closes with Escape and gives the focus back. What is
 * marked `data-first-focus` has the focus at first; React's `autoFocus` comes too early, before there is anything to see.
 */
import { useEffect, useId, useRef, type ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onSubmit?: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  readonly className?: string;
}

/** Whether the part of the window that asks is still there: what was begun in a dialog may end after it is left. */
export function useAlive(): { readonly current: boolean } {
  const alive = useRef(false);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  return alive;
}

/** Gives the focus to what is marked for it, if anything is. */
export function focusFirst(dialog: HTMLDialogElement | null): void {
  dialog?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
}

export function Dialog({ title, onClose, onSubmit, children, foot, className = '' }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    const list = before?.closest<HTMLElement>('.list');
    dialog?.showModal();
    focusFirst(dialog);
    return () => {
      dialog?.close();
      // What opened it may be gone with the row that it was in; the list knows the next one.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else list?.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        // A file field's own picker tells its cancel in the same way, and it bubbles.
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current && onSubmit === undefined) onClose();
      }}
    >
      <form
        className="dialog__form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <header className="dialog__head">
          <h2 id={titleId}>{title}</h2>
        </header>
        <div className="dialog__body">{children}</div>
        {foot !== undefined && <footer className="dialog__foot">{foot}</footer>}
      </form>
    </dialog>
  );
}
