/** Pages of an account with a hundred thousand keys against those of an account with two hundred. */
import { labelWords } from './support/copy-keys.ts';
import type { FilledAccount } from './support/installation.ts';
import {
  type Engine,
  engines,
  type LargeInstallation,
  largeCount,
  largeInstallation,
} from './support/large-installation.ts';
import { createManagementClient, type ManagementClient } from './support/management-client.ts';
import { atScale, type Scale } from './support/sampling.ts';
import { asRatio, atMost, type Goal, type Section, type Table } from './support/section.ts';
import { grouped, median, percentile } from './support/statistics.ts';

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

const sorts = ['label', 'createdAt', 'lastUsedAt', 'status', 'freshness'] as const;
const orders = ['asc', 'desc'] as const;
const sizes = ['large', 'small'] as const;
const pageSize = 50;

type BySize<T> = Record<(typeof sizes)[number], T>;

/** A search of the large account. */
interface Search {
  readonly what: string;
  readonly sort: string;
  readonly ms: number;
}

/** Times in milliseconds. `first` is the first page, `later` one in the middle of the list. */
interface Timings {
  readonly pages: Map<string, BySize<{ first: number[]; later: number[] }>>;
  readonly searches: Search[];
}

/** Runs the benchmark. */
export async function benchLists(scale: Scale): Promise<Section> {
  const tables: Table[] = [];
  const goals: Goal[] = [];
  for (const engine of engines) {
    const timings = await measure(await largeInstallation(engine, scale), scale);
    const pages = describePages(engine, timings.pages);
    const searches = describeSearches(engine, timings.searches);
    tables.push(pages.table, searches.table);
    goals.push(pages.goal, searches.goal);
  }
  const verdict = goals.every((goal) => goal.isMet) ? 'Both are met on both engines' : 'Not all of it is met';
  return {
    title: 'Lists',
    goals,
    tables,
    notes: [
      'What must hold: sorted by any column, the first page and any later one of a large account take at most twice ' +
        'the time of the same page of a small one, and a substring search answers within 50 ms at p99. ' +
        (scale.isQuick ? 'A quick run does not answer that.' : `${verdict} in this run.`),
      'Times over HTTP until the last byte; one client. An account with ' +
        `${grouped(largeCount(scale))} keys and one with 200 are asked in turn, on the same server, for the first ` +
        `page of ${pageSize} and, by cursor, for a page from the middle of the list; medians. Searches are in the ` +
        'large account, for text that every eighth key has, that one key has, and that none has, each sorted by each ' +
        'column. p99 is of the samples of its row.',
      `${serverStarts} server processes on each engine, ${rounds(scale)} rounds in each after ${warmUpRounds} to warm ` +
        'up. The keys are copies of one that the server made, written by SQL, and PostgreSQL is vacuumed and analysed ' +
        'after that, as its autovacuum does by itself a minute later.',
    ],
  };
}

function describePages(engine: Engine, pages: Timings['pages']): { table: Table; goal: Goal } {
  const rows = [...pages].map(([order, { large, small }]) => ({
    order,
    first: { large: median(large.first), small: median(small.first) },
    later: { large: median(large.later), small: median(small.later) },
  }));
  const ratios = rows.flatMap(({ first, later }) => [first.large / first.small, later.large / later.small]);
  const what = `the slowest page of a large account, of the same page of a small one, ${engine}`;
  return {
    table: {
      columns: [`${engine}: sorted by`, ...pageColumns('first'), ...pageColumns('later')],
      rows: rows.map(({ order, first, later }) => [order, ...pageCells(first), ...pageCells(later)]),
    },
    goal: atMost(what, Math.max(...ratios), 2, asRatio),
  };
}

function pageColumns(place: string): string[] {
  return [`${place} page, large, ms`, 'small, ms', 'ratio'];
}

function pageCells({ large, small }: { large: number; small: number }): string[] {
  return [large.toFixed(2), small.toFixed(2), asRatio(large / small)];
}

function describeSearches(engine: Engine, searches: readonly Search[]): { table: Table; goal: Goal } {
  const groups = [
    ...Map.groupBy(searches, ({ what }) => `${what}, any sort`),
    ...Map.groupBy(searches, ({ sort }) => `any of these, sorted by ${sort}`),
  ].map(([name, group]) => ({ name, ms: group.map((search) => search.ms) }));
  const slowest = Math.max(...groups.map(({ ms }) => percentile(ms, 99)));
  return {
    table: {
      columns: [`${engine}: search for`, 'samples', 'p50 ms', 'p99 ms'],
      rows: groups.map(({ name, ms }) => [
        name,
        String(ms.length),
        ...[50, 99].map((p) => percentile(ms, p).toFixed(1)),
      ]),
    },
    goal: atMost(`substring search at p99, ${engine}`, slowest, 50, (ms) => `${ms.toFixed(0)} ms`),
  };
}

const warmUpRounds = 3;
const serverStarts = 2;
const rounds = (scale: Scale) => atScale(scale, 20, 3);

async function measure({ installation, large, small }: LargeInstallation, scale: Scale): Promise<Timings> {
  const timings: Timings = { pages: new Map(), searches: [] };
  const accounts = { large, small };
  let cursors: Map<string, BySize<string>> | undefined;
  for (let start = 0; start < serverStarts; start++) {
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

function listPath(account: FilledAccount, query: Record<string, string | number>): string {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return `/api/v1/accounts/${account.name}/keys?${search}`;
}

/**
 * For each order, the cursor of a page in the middle of each account's list. A cursor is a place in an
 * order, whatever else was asked: the middle of 111 keys that are spread over the list will do, and
 * nobody has to walk there.
 */
async function findCursors(
  clients: BySize<ManagementClient>,
  accounts: BySize<FilledAccount>,
  scale: Scale,
): Promise<Map<string, BySize<string>>> {
  const found = new Map<string, BySize<string>>();
  const spread = { large: atScale(scale, 'gration 123', 'gration 12'), small: 'gration 1' };
  const find = async (size: (typeof sizes)[number], sort: string, order: string) => {
    const path = listPath(accounts[size], { q: spread[size], sort, order, limit: 56 });
    const { nextCursor } = await clients[size].call<Page>('GET', path);
    if (nextCursor === null) throw new Error(`the ${size} account has too few keys to find the middle of`);
    return nextCursor;
  };
  for (const sort of sorts) {
    for (const order of orders) {
      found.set(`${sort} ${order}`, {
        large: await find('large', sort, order),
        small: await find('small', sort, order),
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
  for (const sort of sorts) {
    const searches = {
      'text of every eighth key': labelWords[pick(labelWords.length)] ?? '',
      'text of one key': `gration ${largeCount(scale) - 2 - pick(900)}`,
      'text of no key': `nobody ${pick(1000)}`,
    };
    for (const [what, q] of Object.entries(searches)) {
      const order = orders[pick(orders.length)] ?? 'asc';
      const { ms } = await client.timed<Page>('GET', listPath(account, { q, sort, order, limit: pageSize }));
      timings?.searches.push({ what, sort, ms });
    }
  }
}
