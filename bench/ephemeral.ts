/** How long `chaveiro serve --ephemeral` takes to be ready, against a process that only listens. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packPackages } from '../test/support/installed-package.ts';
import { chaveiroBin } from '../test/support/repository.ts';
import { makeTempFolder } from '../test/support/temp-folder.ts';
import { atScale, type Scale, sampleInBlocks } from './support/sampling.ts';
import { asRatio, atMost, type Section } from './support/section.ts';
import { timeToFirstLine } from './support/start-time.ts';
import { grouped, median, withRange } from './support/statistics.ts';

const bare = 'bare `node:http`';
const installed = 'installed package';
const cases = [bare, installed, 'installed package, its first start', 'checkout'] as const;
type Case = (typeof cases)[number];

/** What an integration's own tests would begin with. */
const seed = {
  accounts: [
    {
      name: 'lojateste',
      roles: [{ name: 'Support', resources: ['Save_User', 'RenewApiToken', 'OMSViewer'] }],
      users: [{ email: 'bia@example.com', roles: ['Support'] }],
      keys: [
        {
          label: 'Test',
          roles: ['Support'],
          appKey: 'vtexappkey-lojateste-ABCDEF',
          appToken: 'a-token-that-a-test-knows',
        },
        { label: 'Made here', roles: ['OMS - Read only'] },
      ],
    },
  ],
};

const bareServer =
  "const s = require('node:http').createServer((_, r) => r.end()).listen(0, '127.0.0.1', () => console.log(s.address().port))";

/** Runs the benchmark. */
export async function benchEphemeral(scale: Scale): Promise<Section> {
  const seedFile = join(makeTempFolder(), 'seed.json');
  writeFileSync(seedFile, JSON.stringify(seed));
  const packages = packPackages();
  const { bin } = await packages.install();
  const serve = (launcher: string) =>
    timeToFirstLine(process.execPath, [
      ...[launcher, 'serve', '--ephemeral', '--seed', seedFile, '--port', '0', '--json'],
    ]);
  // What V8 compiled in the first run is there in every later one.
  await serve(bin);
  const { bin: fresh } = await packages.install();
  const samples = await sampleInBlocks(cases, atScale(scale, 15, 3), async (name) => {
    if (name === bare) return await timeToFirstLine(process.execPath, ['-e', bareServer]);
    if (name === 'checkout') return await serve(chaveiroBin);
    if (name === installed) return await serve(bin);
    rmSync(join(dirname(dirname(fresh)), '.compile-cache'), { recursive: true, force: true });
    return await serve(fresh);
  });
  return describe(samples);
}

function describe(samples: Record<Case, number[]>): Section {
  const ms = (value: number) => `${grouped(value)} ms`;
  return {
    title: 'From start to ready, in memory',
    goals: [
      atMost('`chaveiro serve --ephemeral`, from start to ready', median(samples[installed]), 1_000, ms),
      atMost(
        'the same right after the package was installed',
        median(samples['installed package, its first start']),
        1_000,
        ms,
      ),
    ],
    tables: [
      {
        columns: ['started', 'ms', 'ratio'],
        rows: cases.map((name) => [
          name,
          withRange(samples[name], 0),
          asRatio(median(samples[name]) / median(samples[bare])),
        ]),
      },
    ],
    notes: [
      'From the start of the process to the line that says where it listens, which `serve` writes once it decides, with a seed of one ' +
        'account, a role, a user and two keys. The installed package is what npm packs: JavaScript, whose compiled form V8 finds again ' +
        'from the second start on; the checkout runs its TypeScript as it is. Bare is `node -e` with a server that answers nothing.',
      `${samples[bare].length} starts each, in turn. Nothing is pinned to a core.`,
    ],
  };
}
