/** The `moorage` command that does what an action on ports does: Docker itself can't do these to a running container. */
import { quote } from './docker-command.ts';
import { forwardWord, type WrittenForward } from './port-notation.ts';

export type PortAction =
  | { readonly kind: 'ports' }
  | { readonly kind: 'port.add'; readonly forward: WrittenForward; readonly container?: string }
  | { readonly kind: 'port.change'; readonly id: string; readonly hostPort?: number; readonly lan?: boolean }
  | { readonly kind: 'port.remove'; readonly id: string }
  | { readonly kind: 'port.restore'; readonly id: string };

/** The command as one line. */
export function portCommand(action: PortAction): string {
  return ['moorage', 'port', ...portArgs(action)].map(quote).join(' ');
}

/** The words after `moorage port`. */
export function portArgs(action: PortAction): string[] {
  switch (action.kind) {
    case 'ports':
      return ['ls'];
    case 'port.add': {
      const container = action.container === undefined ? [] : ['--container', action.container];
      return ['add', forwardWord(action.forward), ...container];
    }
    case 'port.change': {
      const to = action.hostPort === undefined ? [] : ['--to', String(action.hostPort)];
      const lan = action.lan === undefined ? [] : ['--lan', action.lan ? 'on' : 'off'];
      return ['move', action.id, ...to, ...lan];
    }
    case 'port.remove':
      return ['rm', action.id];
    case 'port.restore':
      return ['restore', action.id];
  }
}
