/** A command, ready to be copied. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { inertText } from '../format.ts';
import { inShell } from '../../main/contract/shell-quote.ts';
import { useShell } from '../stores/shell-choice.ts';
import { useText } from '../text.ts';
import { IconButton } from './button.tsx';

/** Milliseconds that a copied command says so. */
const copiedMs = 1500;

/** `command` is for a POSIX shell; it is shown for the one that the settings say. */
export function CommandLine({ command: posix }: { readonly command: string }) {
  const say = useText();
  const command = inShell(posix, useShell());
  return (
    <div className="command" role="group" aria-label={say('command.same')}>
      <code className="plain" dir="ltr">
        {inertText(command)}
      </code>
      <CopyButton text={command} label={say('command.copy')} />
    </div>
  );
}

export function CopyButton({
  text,
  label,
}: {
  /** What is copied, or what makes it when it is asked for. */
  readonly text: string | (() => string);
  readonly label: string;
}) {
  const say = useText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setCopied(true);
      setTimeout(() => setCopied(false), copiedMs);
    } catch (error) {
      // The browser refuses when the window isn't in front; the text can still be selected.
      console.warn('Not copied', error);
    }
  };
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? say('command.copied') : label}
      onClick={() => void copy()}
    />
  );
}
