/**
 * How much longer the window takes for a thousand containers and five thousand images than for ten of each: until the
 * first row is drawn, and the longest task of its thread while one scrolls. Both on the fake driver, one after the
 * other in each round.
 */
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '../window/chromium.ts';
import { Core } from '../window/core.ts';
import type { BenchContext, Outcome } from './context.ts';
import { figure, ratio, type Figure } from './figure.ts';
import { longestTask, readTrace } from './trace.ts';
import { median } from './statistics.ts';

type Amount = 'few' | 'many';
type Of = Record<Amount, number[]>;

/** Pages that are measured, with the figure's ending. */
const lists = [
  { route: 'containers', ending: '1000vs10' },
  { route: 'images', ending: 'images5000vs10' },
] as const;

/** Turns of the wheel, and pixels of each. */
const turns = 80;
const turn = 120;

/** Measures each list in turn. Throws where there is no browser. */
export async function window(context: BenchContext): Promise<Outcome> {
  const { scope, say, rounds } = context;
  const found = await ensureChromium(say);
  if (found.kind === 'missing') throw new Error(found.why);
  const browser = await chromium.launch({ executablePath: found.path, args: chromiumFlags });
  scope.defer(() => browser.close());
  const addresses: Record<Amount, Core> = {
    few: await begin('few', context),
    many: await begin('many', context),
  };
  const figures: Figure[] = [];
  for (const { route, ending } of lists) {
    const paints: Of = { few: [], many: [] };
    const tasks: Of = { few: [], many: [] };
    const pages = {
      few: await open(browser, await addresses.few.address(), route),
      many: await open(browser, await addresses.many.address(), route),
    };
    // What a browser compiles and keeps at first is not what is asked for.
    for (let round = -1; round < Math.max(rounds, 5); round += 1) {
      for (const amount of ['few', 'many'] as const) {
        const paint = await firstRow(pages[amount]);
        const task = await scroll(browser, pages[amount]);
        if (round < 0) continue;
        paints[amount].push(paint);
        tasks[amount].push(task);
      }
    }
    say(`${route}: first row ${told(paints)} ms, longest task ${told(tasks)} ms`);
    figures.push(
      ratio(`window.firstPaint.${ending}`, 'ms', each(paints.many), each(paints.few)),
      ratio(`window.longestTask.${ending}`, 'ms', each(tasks.many), each(tasks.few)),
      figure(`window.firstPaint.${route}.many`, 'ms', paints.many),
      figure(`window.longestTask.${route}.many`, 'ms', tasks.many),
    );
    await Promise.all([pages.few.context().close(), pages.many.context().close()]);
  }
  return { facts: { browser: browser.version() }, figures };
}

const told = (of: Of) => `${median(of.few).toFixed(0)} and ${median(of.many).toFixed(0)}`;
const each = (values: readonly number[]) => values.map((value) => [value]);

async function begin(scenario: Amount, { scope }: BenchContext): Promise<Core> {
  const core = await Core.begin({ scenario });
  scope.defer(() => core.remove());
  await core.moorage('start', '--driver', 'fake');
  return core;
}

/** A page that notes when its first row is there. */
async function open(browser: Browser, address: string, route: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 900, height: 600 } });
  const page = await context.newPage();
  await page.addInitScript(noteFirstRow);
  await page.goto(address);
  await page.goto(`${new URL(address).origin}/#/${route}`);
  return page;
}

/** Runs in the page: it is given to the browser as text. */
const noteFirstRow = `new MutationObserver((_changes, observer) => {
  if (document.querySelector('[data-index]') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => performance.mark('first-row'));
}).observe(document, { childList: true, subtree: true });`;

const nextFrame = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** Milliseconds from the navigation's start to the frame with the first row. */
async function firstRow(page: Page): Promise<number> {
  await page.reload();
  await page.locator('[data-index]').first().waitFor();
  await page.evaluate(nextFrame);
  return page.evaluate<number>(`performance.getEntriesByName('first-row')[0].startTime`);
}

/** Milliseconds of the longest task while the list is scrolled down and up. */
async function scroll(browser: Browser, page: Page): Promise<number> {
  await page.getByRole('table').hover();
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  for (let step = 0; step < turns; step += 1) {
    await page.mouse.wheel(0, step < turns / 2 ? turn : -turn);
    await page.evaluate(nextFrame);
  }
  return longestTask(readTrace((await browser.stopTracing()).toString('utf8')));
}
