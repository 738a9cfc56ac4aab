/** How long after a revocation was answered every node decides by it. */
import { setTimeout as pause } from 'node:timers/promises';
import { verify } from '../test/support/api.ts';
import type { Installation, KeyPair, Server } from '../test/support/chaveiro.ts';
import { findFreePort } from '../test/support/ports.ts';
import { startProcess } from '../test/support/processes.ts';
import { chaveiroBin } from '../test/support/repository.ts';
import { makeTempFolder } from '../test/support/temp-folder.ts';
import { until } from '../test/support/until.ts';
import { createInstallation } from './support/installation.ts';
import { createDatabase } from './support/large-installation.ts';
import { createManagementClient } from './support/management-client.ts';
import { atScale, type Scale } from './support/sampling.ts';
import { atMost, type Section } from './support/section.ts';
import { grouped, percentile } from './support/statistics.ts';

interface Case {
  readonly title: string;
  readonly engine: 'SQLite' | 'PostgreSQL';
  readonly servers: number;
  /** Also an edge, which follows the first server; then only the edge is timed. */
  readonly isEdge?: true;
  /** Hints lead nowhere, so that only asking is left. */
  readonly isCut?: true;
  /** Others that change something meanwhile, one after another each. */
  readonly writers: number;
  readonly goals: readonly (readonly [percent: number, limitMs: number])[];
}

const cases: readonly Case[] = [
  {
    title: '3 servers on PostgreSQL',
    engine: 'PostgreSQL',
    servers: 3,
    writers: 0,
    goals: [
      [50, 5],
      [99, 25],
      [100, 250],
    ],
  },
  { title: '3 servers on PostgreSQL, 8 writers', engine: 'PostgreSQL', servers: 3, writers: 8, goals: [[100, 250]] },
  {
    title: '3 servers on PostgreSQL, hints cut',
    engine: 'PostgreSQL',
    servers: 3,
    isCut: true,
    writers: 0,
    goals: [[100, 1_000]],
  },
  {
    title: '2 servers on one SQLite file',
    engine: 'SQLite',
    servers: 2,
    writers: 0,
    goals: [
      [50, 10],
      [99, 40],
    ],
  },
  {
    title: 'an edge over HTTP, server on PostgreSQL',
    engine: 'PostgreSQL',
    servers: 1,
    isEdge: true,
    writers: 0,
    goals: [[99, 40]],
  },
];

const writerPauseMs = 50;

/** Runs the benchmark. */
export async function benchPropagation(scale: Scale): Promise<Section> {
  const count = atScale(scale, 300, 30);
  const measured = new Map<Case, readonly number[]>();
  for (const each of cases) measured.set(each, await sample(each, count));
  const ms = (value: number) => `${grouped(value, 1)} ms`;
  const of = (each: Case) => measured.get(each) as readonly number[];
  return {
    title: 'From a revocation to all nodes',
    goals: cases.flatMap((each) =>
      each.goals.map(([percent, limit]) =>
        atMost(
          `${each.title}, ${percent === 100 ? 'slowest' : `p${percent}`}`,
          percentile(of(each), percent),
          limit,
          ms,
        ),
      ),
    ),
    tables: [
      {
        columns: ['nodes', 'p50', 'p90', 'p99', 'slowest'],
        rows: cases.map((each) => [
          each.title,
          ...[50, 90, 99, 100].map((percent) => ms(percentile(of(each), percent))),
        ]),
      },
      {
        columns: ['nodes', ...plotColumns.map((limit) => `≤ ${limit} ms`), 'later'],
        rows: cases.map((each) => [each.title, ...shares(of(each))]),
      },
    ],
    notes: [
      `${grouped(count)} revocations a case, one after another: a key is deactivated over HTTP at the first server, and from the moment ` +
        'its answer is read every other node is asked about the key without a pause, until each has denied it. The time is that of the last one, ' +
        'with the time of that question in it. The answering server decides by the change before it answers, and is not counted.',
      `Writers each change the label of a key of their own, wait for the answer, and then ${writerPauseMs} ms. Hints are cut by an address for them ` +
        'at which nobody listens. All processes, the database and the client share this machine.',
    ],
  };
}

const plotColumns = [2, 5, 10, 25, 50, 100, 250] as const;

/** The distribution, by which share of all came within each time since the one before. */
function shares(values: readonly number[]): string[] {
  let before = 0;
  const within = (limit: number) => {
    const count = values.filter((value) => value <= limit).length;
    const share = (count - before) / values.length;
    before = count;
    return share === 0 ? '' : `${'█'.repeat(Math.ceil(share * 10))} ${grouped(share * 100, 1)} %`;
  };
  return [...plotColumns.map(within), within(Number.POSITIVE_INFINITY)];
}

async function sample(
  { engine, servers: serverCount, isEdge, isCut, writers }: Case,
  count: number,
): Promise<number[]> {
  const installation = await createInstallation(await createDatabase(engine));
  const owner = await installation.createAccount('grande');
  const cut: Record<string, string> = isCut ? { CHAVEIRO_DATABASE_DIRECT_URL: 'postgres://127.0.0.1:1/nowhere' } : {};
  const servers: Server[] = [];
  for (let n = 0; n < serverCount; n++) servers.push(await installation.serve({ ...cut, CHAVEIRO_SOCKET: '' }));
  const [first] = servers as [Server];
  const edge = isEdge ? await startEdge(installation, first.url) : undefined;
  const client = createManagementClient(first.port, owner, 1);
  const others = edge === undefined ? servers.slice(1).map(({ url }) => url) : [edge.url];
  const base = '/api/v1/accounts/grande/keys';
  let isOver = false;
  const writing = Array.from({ length: writers }, () => write(first.port, owner, base, () => isOver));
  try {
    const times: number[] = [];
    const role = { roles: [1], delivery: 'token' };
    for (let n = -5; n < count; n++) {
      const key = await client.call<KeyPair>('POST', base, { label: `key ${n}`, ...role });
      const question = { appKey: key.appKey, appToken: key.appToken };
      const isDenied = async (url: string) => (await verify(url, question)).code === 'key_inactive';
      for (const url of others) await until('the key to be known', async () => (await verify(url, question)).allowed);
      await client.call('PATCH', `${base}/${key.id}`, { isActive: false });
      const answeredAt = performance.now();
      await Promise.all(
        others.map(async (url) => {
          while (!(await isDenied(url)));
        }),
      );
      // The first ones compile what the others run.
      if (n >= 0) times.push(performance.now() - answeredAt);
    }
    return times;
  } finally {
    isOver = true;
    await Promise.all(writing);
    client.close();
    await edge?.process.stop();
    for (const server of servers) await server.process.stop();
  }
}

async function write(port: number, owner: KeyPair, base: string, isOver: () => boolean): Promise<void> {
  const client = createManagementClient(port, owner, 1);
  const key = await client.call<KeyPair>('POST', base, { label: 'writer', roles: [], delivery: 'token' });
  for (let n = 0; !isOver(); n++) {
    await client.call('PATCH', `${base}/${key.id}`, { label: `writer ${n}` });
    await pause(writerPauseMs);
  }
  client.close();
}

async function startEdge(installation: Installation, serverUrl: string) {
  const { credential } = await installation.json<{ credential: string }>('node', 'create', 'edge');
  const port = await findFreePort();
  const env = {
    CHAVEIRO_DATA_DIR: makeTempFolder(),
    CHAVEIRO_CREDENTIAL: credential,
    CHAVEIRO_SERVER_URL: serverUrl,
    CHAVEIRO_PORT: String(port),
  };
  const edge = startProcess(process.execPath, [chaveiroBin, 'edge'], { env });
  const url = `http://127.0.0.1:${port}`;
  await edge.waitUntil('it is ready', () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { url, process: edge };
}
