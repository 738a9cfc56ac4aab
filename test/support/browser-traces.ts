/** Everything of a page that outlives what it shows, or that others may get to see. */
import type { BrowserContext, Page } from 'playwright-core';

/** What a page has left behind, by place. */
type Traces = Readonly<Record<string, string>>;

/** Addresses, requests and complaints of a page, from now on. */
export class PageWatch {
  readonly #lines: string[] = [];

  constructor(page: Page) {
    page.on('framenavigated', (frame) => this.#lines.push(frame.url()));
    page.on('console', (message) => this.#lines.push(message.text()));
    page.on('pageerror', (error) => this.#lines.push(`${error.message} ${error.stack}`));
    // Bodies and the headers of credentials are how a secret travels; an address and a referrer are not.
    page.on('request', (request) => this.#lines.push(request.url(), request.headers().referer ?? ''));
  }

  get text(): string {
    return this.#lines.join('\n');
  }
}

/** Looks everywhere where a page can have put something; what it shows is `document`. */
export async function tracesOf(page: Page, context: BrowserContext): Promise<Traces> {
  const session = await context.newCDPSession(page);
  const history = await session.send('Page.getNavigationHistory');
  await session.detach();
  return {
    ...(await page.evaluate<Record<string, string>>(placesInPage)),
    'history entries': JSON.stringify(history.entries),
    'storage state': JSON.stringify(await context.storageState({ indexedDB: true })),
  };
}

/** Plain JavaScript, for what is given as a function may be compiled to something that the page does not have. */
const placesInPage = `(async () => {
  const text = (value) => JSON.stringify(value) ?? '';
  const fields = [...document.querySelectorAll('input, textarea')].map((each) => each.value);
  return {
    address: location.href,
    title: document.title,
    referrer: document.referrer,
    'history state': text(history.state),
    'window name': window.name,
    cookies: document.cookie,
    'local storage': text({ ...localStorage }),
    'session storage': text({ ...sessionStorage }),
    'performance entries': text(performance.getEntries()),
    databases: text(await indexedDB.databases()),
    caches: text(await Promise.all((await caches.keys()).map(async (name) => {
      const cache = await caches.open(name);
      return Promise.all((await cache.keys()).map(async (each) => each.url + (await (await cache.match(each)).text())));
    }))),
    'query cache': text(queries()),
    document: document.documentElement.outerHTML + fields.join(' '),
  };

  // The client of TanStack Query is a property of a React element, which hangs from the root's node.
  function queries() {
    const root = document.getElementById('root');
    const name = root && Object.keys(root).find((each) => each.startsWith('__reactContainer'));
    if (!name) return null;
    for (let fiber = root[name]; fiber; fiber = fiber.child) {
      const client = fiber.memoizedProps?.client;
      if (client?.getQueryCache) {
        const mutations = client.getMutationCache().getAll();
        return [...client.getQueryCache().getAll(), ...mutations].map(({ queryKey, state }) => ({ queryKey, state }));
      }
    }
    return undefined;
  }
})()`;
