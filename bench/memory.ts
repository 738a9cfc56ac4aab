/** What a hundred thousand keys cost: memory, and time until a server decides. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Installation } from '../test/support/chaveiro.ts';
import type { Memory } from './support/collect-garbage.ts';
import { createInstallation } from './support/installation.ts';
import { createDatabase, type Engine, engines, largeCount, largeInstallation } from './support/large-installation.ts';
import { processFolder, runProcess } from './support/node-process.ts';
import { serverCore } from './support/pinning.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { atMost, type Section, type Table } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

/** What `processes/index-memory.ts` is told. */
export interface IndexMemoryInput {
  readonly keys: number;
}

interface ServerSample {
  readonly readyMs: number;
  readonly memory: Memory;
}

const fills = ['empty', 'full'] as const;
type Fill = (typeof fills)[number];

/** Runs the benchmark. */
export async function benchMemory(scale: Scale): Promise<Section> {
  const keys = largeCount(scale);
  const blocks = atScale(scale, 5, 1);
  const index = await sampleInBlocks(fills, blocks, (fill) =>
    runProcess<Memory>(serverCore, 'index-memory.ts', { keys: fill === 'full' ? keys : 0 } satisfies IndexMemoryInput),
  );
  const servers = await sampleServers(scale, blocks);

  const bytesPerKey = (samples: Record<Fill, Memory[]>, kind: keyof Memory) =>
    (median(samples.full.map((sample) => sample[kind])) - median(samples.empty.map((sample) => sample[kind]))) / keys;
  const memoryOf = (engine: Engine): Record<Fill, Memory[]> => ({
    empty: servers[`${engine}, empty`].map((sample) => sample.memory),
    full: servers[`${engine}, full`].map((sample) => sample.memory),
  });
  const processes: [string, Record<Fill, Memory[]>][] = [
    ['the SDK’s verifier alone', index],
    ...engines.map((engine): [string, Record<Fill, Memory[]>] => [`chaveiro serve, ${engine}`, memoryOf(engine)]),
  ];
  const bytes = (value: number) => `${grouped(value)} B`;
  const memoryTable: Table = {
    columns: [
      'process',
      'RSS, no key, MB',
      `RSS, ${grouped(keys)} keys, MB`,
      'RSS a key, B',
      'heap and buffers a key, B',
    ],
    rows: processes.map(([name, samples]) => [
      name,
      withRange(megabytes(samples.empty), 1),
      withRange(megabytes(samples.full), 1),
      grouped(bytesPerKey(samples, 'rss')),
      grouped(bytesPerKey(samples, 'used')),
    ]),
  };
  const readyTable: Table = {
    columns: ['start until ready', 'no key, ms', `${grouped(keys)} keys, ms`],
    rows: engines.map((engine) => [
      engine,
      ...fills.map((fill) =>
        withRange(
          servers[`${engine}, ${fill}`].map((sample) => sample.readyMs),
          0,
        ),
      ),
    ]),
  };
  return {
    title: 'Memory and start with many keys',
    goals: processes.map(([name, samples]) =>
      atMost(`memory a key over an empty process (RSS), ${name}`, bytesPerKey(samples, 'rss'), 250, bytes),
    ),
    tables: [memoryTable, readyTable],
    notes: [
      'Every sample is a fresh process; garbage is collected first, and memory is what the system counts for the whole process (RSS), ' +
        'beside what the program itself holds (JavaScript heap, array buffers). The verifier alone reads generated records, every tenth ' +
        'key with a role in a second account. A server also keeps what reading the database left behind in its allocators and in ' +
        'SQLite’s page cache, which does not grow further with use.',
      'Ready is from the start of the process, loading of the program included, to the first 200 of `/readyz`. ' +
        `The keys of the database are copies of one that the server made, written by SQL (\`bench/support/copy-keys.ts\`). ${blocks} samples each.`,
    ],
  };
}

async function sampleServers(scale: Scale, blocks: number) {
  const installations = new Map<`${Engine}, ${Fill}`, { installation: Installation; keys: number }>();
  for (const engine of engines) {
    installations.set(`${engine}, empty`, {
      installation: await createInstallation(await createDatabase(engine)),
      keys: 0,
    });
    const { installation, keyCount } = await largeInstallation(engine, scale);
    installations.set(`${engine}, full`, { installation, keys: keyCount });
  }
  return sampleInBlocks([...installations.keys()], blocks, (name) => {
    const chosen = installations.get(name);
    if (chosen === undefined) throw new Error(name);
    return sampleServer(chosen.installation);
  });
}

async function sampleServer(installation: Installation): Promise<ServerSample> {
  const beganAt = performance.now();
  const server = await installation.serve();
  const readyMs = performance.now() - beganAt;
  await server.process.stop();
  return { readyMs, memory: await measureServer(installation) };
}

/** Starts once more, with something loaded that collects garbage and measures when it is told to. */
async function measureServer(installation: Installation): Promise<Memory> {
  const file = join(installation.folder, 'memory.json');
  rmSync(file, { force: true });
  const server = await installation.serve({
    NODE_OPTIONS: `--import=${pathToFileURL(join(processFolder, 'report-memory.ts'))}`,
    BENCH_MEMORY_FILE: file,
  });
  try {
    server.process.signal('SIGUSR2');
    await server.process.waitUntil('it has measured its memory', async () => existsSync(file));
    return JSON.parse(readFileSync(file, 'utf8')) as Memory;
  } finally {
    await server.process.stop();
  }
}

function megabytes(samples: readonly Memory[]): number[] {
  return samples.map((sample) => sample.rss / 1e6);
}
