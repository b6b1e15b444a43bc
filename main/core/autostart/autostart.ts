/** Whether the system starts Moorage when the user logs in. Each system has its own way; what it says is the truth. */
import { AppError } from '../../contract/errors.ts';
import type { Settings } from '../../contract/model.ts';

export interface LoginItem {
  readonly enabled: boolean;
  /** With nothing but the icon in the tray. */
  readonly hidden: boolean;
}

export interface Autostart {
  /** What the system has now. Throws `file.failed`. */
  read(): Promise<LoginItem>;
  /** Asking for what is there already is fine. Throws `home.notWritable`, `home.diskFull`. */
  write(wanted: LoginItem): Promise<void>;
}

/** Has the system do what the settings will say, if a change is about that. Throws `autostart.unsupported`, what `write` throws. */
export async function applyAutostart(
  autostart: Autostart | undefined,
  patch: Partial<Settings>,
  wanted: Pick<Settings, 'startOnLogin' | 'startHidden'>,
): Promise<void> {
  if (patch.startOnLogin === undefined && patch.startHidden === undefined) return;
  const item = { enabled: wanted.startOnLogin, hidden: wanted.startHidden };
  if (autostart !== undefined) return autostart.write(item);
  if (item.enabled) throw new AppError('autostart.unsupported');
}
