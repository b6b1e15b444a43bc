/** The icon in the system's tray, or menu bar: the VM's state at a glance, and what one does most with it. */
import type { MenuItemConstructorOptions, NativeImage, Tray } from 'electron';
import type { Language } from '../../contract/errors.ts';
import type { VmState } from '../../contract/model.ts';
import { assertNever } from '../../core/lib/assert-never.ts';
import type { Followed } from './follower.ts';
import type { ElectronModules } from './modules.ts';
import { shellTexts } from './texts.ts';

/** What a person can have done from the tray. */
export type TrayAction = 'start' | 'stop' | 'restart' | 'open' | 'copy' | 'quit';

export type Entry =
  | { readonly kind: 'state'; readonly label: string }
  | {
      readonly kind: 'action';
      readonly action: TrayAction;
      readonly label: string;
      readonly enabled: boolean;
    }
  | { readonly kind: 'separator' };

/** The looks that the icon has. */
export type TrayLook = 'stopped' | 'starting' | 'running' | 'problem';

/** The menu for a state of the VM; undefined while no core answers. */
export function trayMenu(state: VmState | undefined, language: Language): readonly Entry[] {
  const texts = shellTexts(language);
  const kind = state?.kind;
  const action = (action: TrayAction, enabled = true): Entry => ({
    kind: 'action',
    action,
    label: texts[action],
    enabled,
  });
  return [
    { kind: 'state', label: stateName(state, language) },
    { kind: 'separator' },
    action('start', kind === 'absent' || kind === 'stopped' || kind === 'failed'),
    action('stop', kind === 'running' || kind === 'starting'),
    action('restart', kind === 'running'),
    { kind: 'separator' },
    action('open'),
    action('copy'),
    { kind: 'separator' },
    action('quit'),
  ];
}

/** The state in a word or two. */
export function stateName(state: VmState | undefined, language: Language): string {
  const names = shellTexts(language).state;
  if (state === undefined) return names.away;
  return state.kind === 'running' && state.problems.length > 0 ? names.problems : names[state.kind];
}

/** The icon for a state. */
export function trayLook(state: VmState | undefined): TrayLook {
  if (state === undefined) return 'stopped';
  switch (state.kind) {
    case 'starting':
    case 'stopping':
      return 'starting';
    case 'running':
      return state.problems.length > 0 ? 'problem' : 'running';
    case 'failed':
      return 'problem';
    case 'absent':
    case 'stopped':
      return 'stopped';
    default:
      return assertNever(state);
  }
}

export interface TrayOptions {
  readonly electron: Pick<ElectronModules, 'Menu' | 'nativeImage' | 'Tray'>;
  readonly platform: NodeJS.Platform;
  /** The path of a file in `resources/icons`. */
  readonly iconPath: (name: string) => string;
  readonly onAction: (action: TrayAction) => void;
}

export class TrayIcon {
  readonly #options: TrayOptions;
  readonly #tray: Tray;
  #look: TrayLook = 'stopped';

  constructor(options: TrayOptions, followed: Followed) {
    this.#options = options;
    this.#look = trayLook(followed.state);
    this.#tray = new options.electron.Tray(this.#image(this.#look));
    // On macOS a click opens the menu, as on every icon there.
    if (options.platform !== 'darwin') this.#tray.on('click', () => options.onAction('open'));
    this.show(followed);
  }

  /** Shows a state. */
  show({ state, language }: Followed): void {
    const { Menu } = this.#options.electron;
    const look = trayLook(state);
    if (look !== this.#look) this.#tray.setImage(this.#image(look));
    this.#look = look;
    this.#tray.setToolTip(`Moorage: ${stateName(state, language)}`);
    // Anew each time: on Linux a menu that was set doesn't change any more.
    const entries = trayMenu(state, language).map((entry) => this.#item(entry));
    this.#tray.setContextMenu(Menu.buildFromTemplate(entries));
  }

  /** Removes the icon. */
  close(): void {
    if (!this.#tray.isDestroyed()) this.#tray.destroy();
  }

  #image(look: TrayLook): NativeImage {
    const { electron, platform, iconPath } = this.#options;
    const image = electron.nativeImage.createFromPath(iconPath(trayFile(look, platform)));
    // macOS paints it in the colour of its menu bar.
    if (platform === 'darwin') image.setTemplateImage(true);
    return image;
  }

  #item(entry: Entry): MenuItemConstructorOptions {
    switch (entry.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'state':
        return { label: entry.label, enabled: false };
      case 'action':
        return {
          label: entry.label,
          enabled: entry.enabled,
          click: () => this.#options.onAction(entry.action),
        };
      default:
        return assertNever(entry);
    }
  }
}

/** The icon's file. Electron finds the one for denser screens (`@2x`) beside it. */
export function trayFile(look: TrayLook, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return `tray-${look}-Template.png`;
  // Linux panels are some 24 pixels high, Windows' 16.
  return platform === 'win32' ? `tray-${look}-16.png` : `tray-${look}-24.png`;
}
