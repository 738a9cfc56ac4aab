/** Pages of an account with a hundred thousand keys against those of an account with two hundred. */
import { labelWords } from './support/copy-keys.ts';
import type { FilledAccount } from './support/installation.ts';
import { engines, type LargeInstallation, largeCount, largeInstallation } from './support/large-installation.ts';
import { createManagementClient, type ManagementClient } from './support/management-client.ts';
import { atScale, type Scale } from './support/sampling.ts';
import { asRatio, atMost, type Section, type Table } from './support/section.ts';
import { grouped, median, percentile } from './support/statistics.ts';

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

const sorts = ['label', 'createdAt', 'lastUsedAt', 'status', 'freshness'] as const;
const orders = ['asc', 'desc'] as const;
const sizes = ['large', 'small'] as const;
const pageSize = 50;

/** Times in milliseconds. `first` is the first page, `later` one in the middle of the list. */
interface Timings {
  readonly pages: Map<string, Record<(typeof sizes)[number], { first: number[]; later: number[] }>>;
  readonly searches: Map<string, number[]>;
}

/** Runs the benchmark. */
export async function benchLists(scale: Scale): Promise<Section> {
  const tables: Table[] = [];
  const goals = [];
  for (const engine of engines) {
    const timings = await measure(await largeInstallation(engine, scale), scale);
    const rows = [...timings.pages].map(([order, { large, small }]) => ({
      order,
      first: { large: median(large.first), small: median(small.first) },
      later: { large: median(large.later), small: median(small.later) },
    }));
    tables.push({
      columns: [`${engine}: sorted by`, ...pageColumns('first'), ...pageColumns('later')],
      rows: rows.map(({ order, first, later }) => [order, ...pageCells(first), ...pageCells(later)]),
    });
    tables.push({
      columns: [`${engine}: search for`, 'p50 ms', 'p99 ms'],
      rows: [...timings.searches].map(([what, ms]) => [what, ...[50, 99].map((p) => percentile(ms, p).toFixed(1))]),
    });
    const ratios = rows.flatMap(({ first, later }) => [first.large / first.small, later.large / later.small]);
    const p99s = [...timings.searches.values()].map((ms) => percentile(ms, 99));
    goals.push(
      atMost(
        `the slowest page of a large account, of the same page of a small one, ${engine}`,
        Math.max(...ratios),
        2,
        asRatio,
      ),
      atMost(`substring search at p99, ${engine}`, Math.max(...p99s), 50, (ms) => `${ms.toFixed(0)} ms`),
    );
  }
  return {
    title: 'Lists',
    goals,
    tables,
    notes: [
      'Times over HTTP until the last byte, medians; one client. An account with ' +
        `${grouped(largeCount(scale))} keys and one with 200 are asked in turn, on the same server, for the first ` +
        `page of ${pageSize} and, by cursor, for a page from the middle of the list. Searches are for text that every ` +
        'eighth key has, that one key has, and that none has, in the large account.',
      `${serverStarts(scale)} server processes on each engine, ${rounds(scale)} rounds in each after ${warmUpRounds} ` +
        'to warm up.',
    ],
  };
}

const warmUpRounds = 3;
const serverStarts = (scale: Scale) => atScale(scale, 3, 1);
const rounds = (scale: Scale) => atScale(scale, 15, 3);

function pageColumns(place: string): string[] {
  return [`${place} page, large, ms`, 'small, ms', 'ratio'];
}

function pageCells({ large, small }: { large: number; small: number }): string[] {
  return [large.toFixed(2), small.toFixed(2), asRatio(large / small)];
}

async function measure({ installation, large, small }: LargeInstallation, scale: Scale): Promise<Timings> {
  const timings: Timings = { pages: new Map(), searches: new Map() };
  const accounts = { large, small };
  let cursors: Map<string, Record<(typeof sizes)[number], string>> | undefined;
  for (let start = 0; start < serverStarts(scale); start++) {
    const server = await installation.serve();
    const clients = {
      large: createManagementClient(server.port, large.owner),
      small: createManagementClient(server.port, small.owner),
    };
    try {
      cursors ??= await findCursors(clients, accounts, scale);
      for (let round = -warmUpRounds; round < rounds(scale); round++) {
        await measurePages(clients, accounts, cursors, round < 0 ? undefined : timings);
        await measureSearches(clients.large, large, scale, round < 0 ? undefined : timings);
      }
    } finally {
      clients.large.close();
      clients.small.close();
      await server.process.stop();
    }
  }
  return timings;
}

type BySize<T> = Record<(typeof sizes)[number], T>;

function listPath(account: FilledAccount, query: Record<string, string | number>): string {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return `/api/v1/accounts/${account.name}/keys?${search}`;
}

/** For each order, the cursor of a page in the middle of each account's list. */
async function findCursors(
  clients: BySize<ManagementClient>,
  accounts: BySize<FilledAccount>,
  scale: Scale,
): Promise<Map<string, BySize<string>>> {
  const found = new Map<string, BySize<string>>();
  const depth = { large: largeCount(scale) / 2, small: 100 };
  const walk = async (size: (typeof sizes)[number], sort: string, order: string) => {
    const limit = Math.min(200, depth[size]);
    let cursor: string | undefined;
    for (let seen = 0; seen < depth[size]; seen += limit) {
      const query = { sort, order, limit, ...(cursor === undefined ? {} : { cursor }) };
      const page = await clients[size].call<Page>('GET', listPath(accounts[size], query));
      if (page.nextCursor === null) throw new Error(`the ${size} account ended after ${seen} keys`);
      cursor = page.nextCursor;
    }
    return cursor ?? '';
  };
  for (const sort of sorts) {
    for (const order of orders) {
      found.set(`${sort} ${order}`, {
        large: await walk('large', sort, order),
        small: await walk('small', sort, order),
      });
    }
  }
  return found;
}

async function measurePages(
  clients: BySize<ManagementClient>,
  accounts: BySize<FilledAccount>,
  cursors: Map<string, BySize<string>>,
  timings: Timings | undefined,
): Promise<void> {
  for (const [order, cursor] of cursors) {
    const [sort = '', direction = ''] = order.split(' ');
    for (const place of ['first', 'later'] as const) {
      for (const size of sizes) {
        const query = {
          sort,
          order: direction,
          limit: pageSize,
          ...(place === 'later' ? { cursor: cursor[size] } : {}),
        };
        const { value, ms } = await clients[size].timed<Page>('GET', listPath(accounts[size], query));
        if (value.items.length !== pageSize) throw new Error(`${value.items.length} keys on a page`);
        if (timings === undefined) continue;
        const known = timings.pages.get(order) ?? { large: { first: [], later: [] }, small: { first: [], later: [] } };
        known[size][place].push(ms);
        timings.pages.set(order, known);
      }
    }
  }
}

async function measureSearches(
  client: ManagementClient,
  account: FilledAccount,
  scale: Scale,
  timings: Timings | undefined,
): Promise<void> {
  const pick = (count: number) => Math.floor(Math.random() * count);
  for (let n = 0; n < atScale(scale, 10, 3); n++) {
    const searches = {
      'text of every eighth key': labelWords[pick(labelWords.length)] ?? '',
      'text of one key': `gration ${largeCount(scale) - 2 - pick(900)}`,
      'text of no key': `nobody ${pick(1000)}`,
    };
    for (const [what, q] of Object.entries(searches)) {
      const { ms } = await client.timed<Page>('GET', listPath(account, { q, limit: pageSize }));
      if (timings === undefined) continue;
      timings.searches.set(what, [...(timings.searches.get(what) ?? []), ms]);
    }
  }
}
