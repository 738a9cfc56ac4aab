/** Management changes a second, against the bare database committing as many one-row transactions. */
import { join } from 'node:path';
import type { KeyPair } from '../test/support/chaveiro.ts';
import { makeTempFolder } from '../test/support/temp-folder.ts';
import { inParallel } from './support/in-parallel.ts';
import { createDatabase, type Engine, engines, largeCount, largeInstallation } from './support/large-installation.ts';
import { createManagementClient } from './support/management-client.ts';
import { runProcess } from './support/node-process.ts';
import { clientCore } from './support/pinning.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { asRatio, type Section } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

/** What `processes/bare-transactions.ts` is told. */
export interface BareTransactions {
  readonly url: string;
  readonly count: number;
}

/** What it answers. */
export interface BareRate {
  readonly perSecond: number;
  /** Of the database, such as `SQLite 3.51.0`. */
  readonly version: string;
}

const clientCounts = [1, 8] as const;
type Case = `${Engine}: bare` | `${Engine}: ${(typeof clientCounts)[number]}`;

/** Changes a second. */
interface Sample {
  readonly bare?: BareRate;
  readonly created?: number;
  readonly deactivated?: number;
}

/** Runs the benchmark. */
export async function benchChanges(scale: Scale): Promise<Section> {
  const count = atScale(scale, 100, 40);
  const blocks = atScale(scale, 3, 1);
  const cases = engines.flatMap((engine): Case[] => [
    `${engine}: bare`,
    ...clientCounts.map((clients): Case => `${engine}: ${clients}`),
  ]);
  const samples = await sampleInBlocks(cases, blocks, async (name): Promise<Sample> => {
    const [engine, what] = name.split(': ') as [Engine, string];
    return what === 'bare' ? sampleBare(engine, count) : sampleServer(engine, Number(what), count, scale);
  });
  const bareOf = (engine: Engine) => samples[`${engine}: bare`].flatMap(({ bare }) => bare ?? []);
  const row = (engine: Engine, title: string, perSecond: readonly number[]) => {
    const bare = median(bareOf(engine).map((rate) => rate.perSecond));
    return [engine, title, withRange(perSecond, 0), asRatio(median(perSecond) / bare)];
  };
  const versions = engines.flatMap((engine) => bareOf(engine)[0]?.version ?? []);
  return {
    title: 'Management changes',
    goals: [],
    tables: [
      {
        columns: ['database', 'change', 'a second', 'of the bare database'],
        rows: engines.flatMap((engine) => [
          row(
            engine,
            'bare database: one row inserted, committed to disk',
            bareOf(engine).map((rate) => rate.perSecond),
          ),
          ...clientCounts.flatMap((clients) => {
            const by = clients === 1 ? 'one client' : `${clients} clients at once`;
            const taken = samples[`${engine}: ${clients}`];
            return [
              row(
                engine,
                `key created, ${by}`,
                taken.flatMap(({ created }) => created ?? []),
              ),
              row(
                engine,
                `key deactivated, ${by}`,
                taken.flatMap(({ deactivated }) => deactivated ?? []),
              ),
            ];
          }),
        ]),
      },
    ],
    notes: [
      `Over HTTP, in an account with ${grouped(largeCount(scale))} keys: ${grouped(count)} keys are created, then ` +
        'deactivated. A change writes all its rows, its audit event and its place in the audit chain, commits to disk ' +
        '(SQLite: WAL, `synchronous=FULL`), and is decided on by the answering server before it answers. Changes run ' +
        'one after another by design, so more clients gain only what is done outside the transaction. The bare ' +
        'database is one connection that inserts one row per transaction with the same durability. There is no goal; ' +
        'the ratio shows what safety costs.',
      `Databases: ${versions.join(' and ')}. ${blocks} samples each, every one a fresh process.`,
    ],
  };
}

async function sampleBare(engine: Engine, count: number): Promise<Sample> {
  const url = (await createDatabase(engine)) ?? `sqlite:${join(makeTempFolder(), 'bare.db')}`;
  const input: BareTransactions = { url, count };
  return { bare: await runProcess<BareRate>(clientCore, 'bare-transactions.ts', input) };
}

async function sampleServer(engine: Engine, clients: number, count: number, scale: Scale): Promise<Sample> {
  const { installation, large } = await largeInstallation(engine, scale);
  const server = await installation.serve();
  const client = createManagementClient(server.port, large.owner, clients);
  const base = `/api/v1/accounts/${large.name}/keys`;
  const create = (label: string) => client.call<KeyPair>('POST', base, { label, roles: [], delivery: 'token' });
  try {
    await inParallel(20, clients, (n) => create(`warm-up ${n}`));
    const created = await timed(count, clients, (n) => create(`change ${n}`));
    const deactivated = await timed(count, clients, (n) =>
      client.call('PATCH', `${base}/${created.results[n]?.id}`, { isActive: false }),
    );
    return { created: created.perSecond, deactivated: deactivated.perSecond };
  } finally {
    client.close();
    await server.process.stop();
  }
}

async function timed<T>(count: number, workers: number, work: (n: number) => Promise<T>) {
  const beganAt = performance.now();
  const results = await inParallel(count, workers, work);
  return { results, perSecond: count / ((performance.now() - beganAt) / 1000) };
}
