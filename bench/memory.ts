/** What a hundred thousand keys cost: memory, and time until a server decides. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Installation } from '../test/support/chaveiro.ts';
import { until } from '../test/support/until.ts';
import { createInstallation } from './support/installation.ts';
import { createDatabase, engines, largeCount, largeInstallation } from './support/large-installation.ts';
import type { Memory } from './support/measure-memory.ts';
import { processFolder, runProcess } from './support/node-process.ts';
import { serverCore } from './support/pinning.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { atMost, type Section } from './support/section.ts';
import { grouped, median, withRange } from './support/statistics.ts';

/** What `processes/index-memory.ts` is told. */
export interface IndexMemoryInput {
  readonly keys: number;
}

const fills = ['empty', 'full'] as const;
type Fill = (typeof fills)[number];

/** A program in two states: without a key, and with `keys` of them. */
interface Subject {
  readonly name: string;
  readonly keys: number;
  measure(fill: Fill): Promise<Memory>;
}

/** The same for a server, which is started on one of two databases. */
interface ServerSubject extends Subject {
  readonly installations: Record<Fill, Installation>;
}

/** Runs the benchmark. */
export async function benchMemory(scale: Scale): Promise<Section> {
  const blocks = atScale(scale, 3, 1);
  const servers = await serverSubjects(scale);
  const memory = await sampleMemory([indexSubject(scale), ...servers], blocks);
  const keys = grouped(largeCount(scale));
  return {
    title: 'Memory and start with many keys',
    goals: memory.map(({ name, perKey }) =>
      atMost(`memory a key over an empty process, ${name}`, perKey.rss, 250, (value) => `${grouped(value)} B`),
    ),
    tables: [
      {
        columns: ['process', 'no key, MB', `${keys} keys, MB`, 'a key, B', 'of it heap and buffers, B'],
        rows: memory.map(({ name, samples, perKey }) => [
          name,
          withRange(megabytes(samples.empty), 1),
          withRange(megabytes(samples.full), 1),
          grouped(perKey.rss),
          grouped(perKey.used),
        ]),
      },
      {
        columns: ['from start until ready', 'no key, ms', `${keys} keys, ms`],
        rows: await sampleStarts(servers, blocks),
      },
    ],
    notes: [
      'Memory is what the system counts for the whole process (RSS), ten seconds after it was ready and after its ' +
        'garbage was collected: V8 keeps emptied pages for eight seconds before it gives them back. Heap and buffers ' +
        'are what the program itself holds. The verifier alone reads generated records, every tenth key with a role ' +
        'in a second account.',
      'Ready is the first 200 of `/readyz`, counted from the start of the process, so that loading the program is ' +
        'included. The keys of the databases are copies of one that the server made, written by SQL ' +
        `(\`bench/support/copy-keys.ts\`). ${blocks} samples each, every one a fresh process.`,
    ],
  };
}

function indexSubject(scale: Scale): Subject {
  const keys = largeCount(scale);
  const input = (fill: Fill): IndexMemoryInput => ({ keys: fill === 'full' ? keys : 0 });
  return {
    name: 'the engine alone',
    keys,
    measure: (fill) => runProcess<Memory>(serverCore, 'index-memory.ts', input(fill)),
  };
}

async function serverSubjects(scale: Scale): Promise<ServerSubject[]> {
  const subjects: ServerSubject[] = [];
  for (const engine of engines) {
    const empty = await createInstallation(await createDatabase(engine));
    const { installation: full, keyCount: keys } = await largeInstallation(engine, scale);
    const installations = { empty, full };
    const measure = (fill: Fill) => measureServer(installations[fill]);
    subjects.push({ name: `chaveiro serve, ${engine}`, keys, installations, measure });
  }
  return subjects;
}

/** All at once: they wait most of the time, and memory does not depend on who else uses the cores. */
async function sampleMemory(subjects: readonly Subject[], blocks: number) {
  return Promise.all(
    subjects.map(async ({ name, keys, measure }) => {
      const samples = await sampleInBlocks(fills, blocks, measure);
      const grown = (kind: keyof Memory) =>
        (median(samples.full.map((each) => each[kind])) - median(samples.empty.map((each) => each[kind]))) / keys;
      return { name, samples, perKey: { rss: grown('rss'), used: grown('used') } };
    }),
  );
}

/** Starts a server with something loaded ahead of it that collects garbage and measures when it is told to. */
async function measureServer(installation: Installation): Promise<Memory> {
  const file = join(installation.folder, 'memory.json');
  rmSync(file, { force: true });
  const server = await installation.serve({
    NODE_OPTIONS: `--import=${pathToFileURL(join(processFolder, 'report-memory.ts'))}`,
    BENCH_MEMORY_FILE: file,
  });
  try {
    server.process.signal('SIGUSR2');
    await until('the server to measure its memory', () => existsSync(file), 60_000);
    return JSON.parse(readFileSync(file, 'utf8')) as Memory;
  } finally {
    await server.process.stop();
  }
}

/** Rows of the table: the time from start until ready, of each server in both states. */
async function sampleStarts(servers: readonly ServerSubject[], blocks: number): Promise<string[][]> {
  const cases = servers.flatMap(({ name }) => fills.map((fill) => `${name}: ${fill}`));
  const samples = await sampleInBlocks(cases, blocks, async (wanted) => {
    const subject = servers.find(({ name }) => wanted.startsWith(name)) as ServerSubject;
    const beganAt = performance.now();
    const server = await subject.installations[wanted.endsWith('full') ? 'full' : 'empty'].serve();
    const readyMs = performance.now() - beganAt;
    await server.process.stop();
    return readyMs;
  });
  return servers.map(({ name }) => [name, ...fills.map((fill) => withRange(samples[`${name}: ${fill}`] ?? [], 0))]);
}

function megabytes(samples: readonly Memory[]): number[] {
  return samples.map((sample) => sample.rss / 1e6);
}
