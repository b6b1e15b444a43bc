/** The `moorage` command that does what an action on shares does: Docker itself knows of no folders of another computer. */
import { quote } from './docker-command.ts';
import type { ShareProvider } from './model.ts';

/** A folder as it is asked for, with the names of the contract's `share.add`. */
export interface WantedShare {
  readonly path: string;
  readonly readOnly?: boolean;
  readonly provider?: ShareProvider;
  readonly ignore?: readonly string[];
}

export type ShareAction =
  | { readonly kind: 'shares' }
  | ({ readonly kind: 'share.add' } & WantedShare)
  /** `id` is what a command line takes for a share: its id or its path. */
  | { readonly kind: 'share.remove' | 'share.pause' | 'share.resume'; readonly id: string }
  /** The home folder is shared by a setting. */
  | { readonly kind: 'share.home'; readonly on: boolean };

/** The command as one line. */
export function shareCommand(action: ShareAction): string {
  return ['moorage', ...shareArgs(action)].map(quote).join(' ');
}

/** The words after `moorage`. */
export function shareArgs(action: ShareAction): string[] {
  switch (action.kind) {
    case 'shares':
      return ['share', 'ls'];
    case 'share.add': {
      const { path, readOnly = false, provider, ignore = [] } = action;
      return [
        ...['share', 'add', path],
        ...(readOnly ? ['--read-only'] : []),
        ...(provider === undefined ? [] : ['--provider', provider]),
        // One that begins with a dash would be taken for an option.
        ...ignore.flatMap((one) => (one.startsWith('-') ? [`--ignore=${one}`] : ['--ignore', one])),
      ];
    }
    case 'share.remove':
      return ['share', 'rm', action.id];
    case 'share.pause':
      return ['share', 'pause', action.id];
    case 'share.resume':
      return ['share', 'resume', action.id];
    case 'share.home':
      return ['config', 'set', 'shares.home', String(action.on)];
  }
}
