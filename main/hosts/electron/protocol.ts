/** `app://moorage/`: the window's files, by an address of their own that has an origin, unlike `file:`. */
import type { Protocol } from 'electron';
import { AppError, toWire } from '../../contract/errors.ts';
import type { Log } from '../../core/lib/log.ts';
import { errorAnswer, plainAnswer, windowFile, type WindowAnswer } from '../window-files.ts';
import { isOwnUrl, ownScheme } from './guard.ts';

/** Makes the scheme one like https. Has to come before Electron is ready. */
export function declareScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: ownScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers requests for the files in `folder`. */
export function serveScheme(protocol: Pick<Protocol, 'handle'>, folder: string, log: Log): void {
  protocol.handle(ownScheme, async (request) => {
    const { status, headers, body } = await answer(request, folder, log);
    return new Response(new Uint8Array(body), { status, headers });
  });
}

async function answer(request: Request, folder: string, log: Log): Promise<WindowAnswer> {
  if (!isOwnUrl(request.url)) return plainAnswer(404, 'Not found');
  if (request.method !== 'GET') return plainAnswer(405, 'Only GET');
  try {
    return await windowFile(folder, new URL(request.url).pathname);
  } catch (error) {
    const { code, params } = toWire(error, (id, cause) => log.failure('window', cause, id));
    return errorAnswer(500, new AppError(code, { params }));
  }
}
