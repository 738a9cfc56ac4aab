/** The list of keys in a browser: of an account with a hundred thousand keys, and of one with ten. */
import type { Browser } from 'playwright-core';
import { chromium, startBrowser } from '../test/support/browser.ts';
import { ownerRole } from '../test/support/commerce.ts';
import { browserCookies, buildPages } from '../test/support/pages.ts';
import { createMember, joinAccount, signIn } from '../test/support/people.ts';
import { fillAccount } from './support/installation.ts';
import { largeCount, largeInstallation } from './support/large-installation.ts';
import { pageWatch } from './support/page-watch.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { asRatio, atMost, type Section } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

const sizes = ['large', 'small'] as const;

type Size = (typeof sizes)[number];

/** What `page-watch.ts` tells of one visit, in milliseconds. */
interface Visit {
  readonly firstRowsMs: number;
  /** 0 when no task took 50 ms: the browser tells of longer ones only. */
  readonly longestTaskMs: number;
  readonly longestFrameMs: number;
  readonly filteredMs: number;
}

const smallCount = 10;
/** In every label until its last letter, and then in one of nine or so. */
const word = 'integration 5';
/** The page searches when somebody pauses for 200 ms: so each letter is a search, which is the worst that typing can do. */
const msBetweenLetters = 250;
const email = 'ana@bench.example';

/** Runs the benchmark. */
export async function benchPages(scale: Scale): Promise<Section> {
  const title = 'The pages in a browser';
  if (chromium.skip !== false) {
    return { title, goals: [], tables: [], notes: ['Not measured: Chromium is not installed.'] };
  }
  buildPages();
  const { installation, large } = await largeInstallation('SQLite', scale);
  // Its owner has a key as well, as that of the large account has.
  const small = await fillAccount(installation, 'dezena', { keys: smallCount - 1, usable: 1 });
  await createMember(installation, large.name, email, [ownerRole]);
  await joinAccount(installation, small.name, email, [ownerRole]);
  const accounts = { large: large.name, small: small.name };
  const server = await installation.serve();
  const browser = await startBrowser();
  try {
    const cookies = await signIn(server.url, email);
    const take = (size: Size) => visit(browser, { url: server.url, cookies, account: accounts[size] });
    for (const size of sizes) await take(size);
    return describe(title, await sampleInBlocks(sizes, atScale(scale, 9, 2), take), scale);
  } finally {
    await browser.close();
    await server.process.stop();
  }
}

interface VisitOptions {
  readonly url: string;
  readonly cookies: string;
  readonly account: string;
}

/** Opens the list of an account where nothing of the pages is known yet, and searches it letter by letter. */
async function visit(browser: Browser, { url, cookies, account }: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  try {
    await context.addCookies(browserCookies(cookies, url));
    await context.addInitScript({ content: pageWatch });
    const page = await context.newPage();
    await page.goto(`/admin/${account}/keys`, { waitUntil: 'commit' });
    const firstRowsMs = await page.evaluate<number>('watch.firstRows');
    await page.waitForLoadState('networkidle');
    await page.getByRole('searchbox').focus();
    // A word in an object, for what `evaluate` answers is waited for and this is not yet over.
    await page.evaluate(`void (watch.searched = watch.typing(${JSON.stringify(word)}))`);
    await page.keyboard.type(word, { delay: msBetweenLetters });
    const typing = await page.evaluate<Omit<Visit, 'firstRowsMs'>>('watch.searched');
    return { firstRowsMs, ...typing };
  } finally {
    await context.close();
  }
}

const asMs = (value: number) => `${grouped(value)} ms`;

function describe(title: string, visits: Record<Size, Visit[]>, scale: Scale): Section {
  const keys = { large: grouped(largeCount(scale)), small: grouped(smallCount) };
  const of = (size: Size, figure: keyof Visit) => visits[size].map((each) => each[figure]);
  const [firstLarge, firstSmall] = [median(of('large', 'firstRowsMs')), median(of('small', 'firstRowsMs'))];
  const longestTask = Math.max(...sizes.flatMap((size) => of(size, 'longestTaskMs')));
  return {
    title,
    goals: [
      atMost(`first rows of ${keys.large} keys in a cold browser`, firstLarge, 1000, asMs),
      atMost(`the same, of the time with ${keys.small} keys`, firstLarge / firstSmall, 1.25, asRatio),
      atMost('the longest task in the browser while somebody types a search', longestTask, 50, asMs),
    ],
    tables: [
      {
        columns: [
          'keys',
          'first rows, ms',
          'longest task while typing, ms',
          'between two frames, ms',
          'rows found, ms',
        ],
        rows: sizes.map((size) => [
          keys[size],
          withRange(of(size, 'firstRowsMs'), 0),
          longest(of(size, 'longestTaskMs')),
          `at most ${grouped(Math.max(...of(size, 'longestFrameMs')))}`,
          withRange(of(size, 'filteredMs'), 0),
        ]),
      },
    ],
    notes: [
      'The list *Generated* is opened in a new browser context, with an empty cache, by somebody who is signed in. First ' +
        'rows is the time from the beginning of the navigation until rows are on the screen: 50 of the large account, ' +
        `${keys.small} of the small one. Then \`${word}\` is typed, a letter every ${msBetweenLetters} ms, so that each ` +
        'letter is searched for. Rows found is the time from the last letter until rows that all have it are on the ' +
        'screen, 200 ms of which the page waits for another letter. A task is told of by the browser from 50 ms on.',
      `${visits.large.length} visits of each account after one to warm the server up, in an order that changes, with Chromium, ` +
        'the server on SQLite, and what drives them on the same machine.',
    ],
  };
}

/** The longest task of all visits, as a cell. */
function longest(tasksMs: readonly number[]): string {
  const most = Math.max(...tasksMs);
  return most === 0 ? 'below 50' : grouped(most);
}
