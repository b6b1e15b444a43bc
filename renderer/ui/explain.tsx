/** A word that explains itself when it is asked. */
import { Info } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';

interface ExplainProps {
  readonly word: string;
  /** What the button is called; has the word in it. */
  readonly label: string;
  readonly children: ReactNode;
}

export function Explain({ word, label, children }: ExplainProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="explain" aria-label={label} title={label}>
          <span className="clip">{word}</span>
          <Info size={13} aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="explain__text"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={word}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
