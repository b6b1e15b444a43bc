/**
 * States of shares that the fake driver doesn't have: what the core tells a page of its shares is changed on the way.
 * All else goes through as it is, so what the page asks for is done.
 */
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { parseReply, parseRequest } from '../../main/contract/frames.ts';
import type { ShareList } from '../../main/contract/model.ts';
import { shareList } from '../../main/contract/schemas.ts';

/** Something that the page has asked the core for. */
export interface Asked {
  readonly entry: string;
  readonly input: unknown;
}

/** Before the page is opened. `change` gets the list that the core tells, and what the page has asked until then. */
export async function tellShares(
  page: Page,
  change: (list: ShareList, asked: readonly Asked[]) => ShareList,
): Promise<void> {
  await page.routeWebSocket(/\/link$/, (socket) => {
    const server = socket.connectToServer();
    const asked: Asked[] = [];
    let watch: number | undefined;
    socket.onMessage((message) => {
      const frame = parseRequest(JSON.parse(String(message)));
      if (frame?.t === 'ask') {
        asked.push({ entry: frame.entry, input: frame.input });
        if (frame.entry === 'shares.watch') watch = frame.id;
      }
      server.send(message);
    });
    server.onMessage((message) => {
      const frame = parseReply(JSON.parse(String(message)));
      if (frame?.t !== 'item' || frame.id !== watch) return socket.send(message);
      const value = change(v.parse(shareList, frame.value), asked);
      socket.send(JSON.stringify({ ...frame, value }));
    });
  });
}

/** Folders that containers were refused, until they are shared or dismissed. */
export function refusing(paths: readonly string[]): Parameters<typeof tellShares>[1] {
  return (list, asked) => {
    const gone = [
      ...asked.filter(({ entry }) => entry === 'share.dismiss').map(({ input }) => pathIn(input)),
      ...list.shares.map(({ path }) => path),
    ];
    const at = Date.now() - 5 * 60_000;
    return {
      ...list,
      refused: paths.filter((path) => !gone.includes(path)).map((path) => ({ path, at })),
    };
  };
}

function pathIn(input: unknown): string {
  return typeof input === 'object' && input !== null && 'path' in input ? String(input.path) : '';
}
