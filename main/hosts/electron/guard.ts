/** What pages may not do: leave, open windows, ask for devices. All of it is refused, for whatever page there ever is. */
import type { Session, WebContents } from 'electron';

/** The scheme and host of our own pages. */
export const ownScheme = 'app';
export const ownHost = 'moorage';
export const ownUrl = `${ownScheme}://${ownHost}/`;

/** True for an address of our own window. */
export function isOwnUrl(text: string): boolean {
  const url = parsed(text);
  // Node knows no origin for a scheme of one's own, so its parts are compared.
  return url !== undefined && url.protocol === `${ownScheme}:` && url.host === ownHost;
}

/**
 * The address to hand to the system's browser, or undefined for one that isn't: only https, and http on this computer,
 * which is where published ports are. Everything else could start a program.
 */
export function externalUrl(text: string): string | undefined {
  const url = parsed(text);
  if (url === undefined) return undefined;
  if (url.protocol === 'https:') return url.href;
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'http:' && local ? url.href : undefined;
}

/** Keeps contents where they are; links that lead out go to `openExternal`. */
export function guardContents(contents: WebContents, openExternal: (url: string) => void): void {
  const deny = (event: { preventDefault(): void }) => event.preventDefault();
  contents.on('will-navigate', deny);
  contents.on('will-frame-navigate', deny);
  contents.on('will-redirect', deny);
  contents.on('will-attach-webview', deny);
  contents.setWindowOpenHandler(({ url }) => {
    const outside = externalUrl(url);
    if (outside !== undefined) openExternal(outside);
    return { action: 'deny' };
  });
}

/** A page may copy what was clicked on, and nothing else that needs a permission. */
export function guardSession(session: Session): void {
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined; // what is no address is nobody's
  }
}
