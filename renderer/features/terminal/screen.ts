/** A terminal's screen. It lives apart from the page: it is put into one and taken out again, with all that it shows. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { terminalTheme } from './theme.ts';

/** Lines that can be scrolled back to. */
const scrollback = 10_000;

export interface Screen {
  readonly xterm: Xterm;
  /** Puts it into an element of the page; the answer takes it out again. */
  show(place: HTMLElement): () => void;
  /** Names it for those who can't see it. */
  describe(name: string, leaving: string): void;
  dispose(): void;
}

export function openScreen(): Screen {
  const xterm = new Xterm({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    theme: terminalTheme(isDark()),
    minimumContrastRatio: 4.5,
    scrollback,
    screenReaderMode: true,
    // What a program writes is no fault of the window, and no matter for its console.
    logLevel: 'off',
  });
  const fit = new FitAddon();
  xterm.loadAddon(fit);
  // A program could give a link another target than it shows (OSC 8).
  xterm.parser.registerOscHandler(8, () => true);
  xterm.attachCustomKeyEventHandler((event) => !isForWindow(xterm, event));
  const host = document.createElement('div');
  host.className = 'terminal__host';
  const theme = new MutationObserver(() => {
    xterm.options.theme = terminalTheme(isDark());
  });
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    xterm,
    show(place) {
      place.append(host);
      if (xterm.element === undefined) xterm.open(host);
      const resize = () => {
        if (place.clientHeight > 0) fit.fit();
      };
      const observer = new ResizeObserver(resize);
      observer.observe(place);
      resize();
      xterm.refresh(0, xterm.rows - 1);
      return () => {
        observer.disconnect();
        host.remove();
      };
    },
    describe(name, leaving) {
      xterm.textarea?.setAttribute('aria-label', name);
      xterm.textarea?.setAttribute('aria-description', leaving);
    },
    dispose() {
      theme.disconnect();
      xterm.dispose();
      host.remove();
    },
  };
}

function isDark(): boolean {
  return document.documentElement.dataset['theme'] === 'dark';
}

/** The key that leads out of a terminal; all others are for what runs in it. */
export function isLeaveKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey'>): boolean {
  return event.key === 'F6' && event.shiftKey && !event.ctrlKey && !event.altKey;
}

/** Keys that the program doesn't get: leaving, copying, and pasting, which the browser does by itself. */
function isForWindow(xterm: Xterm, event: KeyboardEvent): boolean {
  if (isLeaveKey(event)) return true;
  if (!event.ctrlKey || !event.shiftKey || event.altKey) return false;
  if (event.code === 'KeyV') return true;
  if (event.code !== 'KeyC') return false;
  event.preventDefault();
  if (event.type === 'keydown' && xterm.hasSelection()) {
    navigator.clipboard.writeText(xterm.getSelection()).catch((error: unknown) => {
      // The browser refuses when the window isn't in front; the text is still selected.
      console.warn('Not copied', error);
    });
  }
  return true;
}
