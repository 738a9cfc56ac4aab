/**
 * `npm run bench`: all benchmarks, and the report. `npm run bench -- NAME …` runs some of them and only
 * prints what they say; `--quick` shows within a minute or two that they work, and its figures say nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryFolder } from '../test/support/repository.ts';
import { benchChanges } from './changes.ts';
import { benchDecision } from './decision.ts';
import { benchEphemeral } from './ephemeral.ts';
import { benchForwardAuth } from './forward-auth.ts';
import { benchLists } from './lists.ts';
import { benchMemory } from './memory.ts';
import { benchPages } from './pages.ts';
import { benchPropagation } from './propagation.ts';
import { goalsMarkdown, reportMarkdown, sectionMarkdown } from './support/report.ts';
import type { Scale } from './support/sampling.ts';
import type { Section } from './support/section.ts';
import { benchUserTokens } from './user-tokens.ts';

const benchmarks: Readonly<Record<string, (scale: Scale) => Promise<Section>>> = {
  'forward-auth': benchForwardAuth,
  decision: benchDecision,
  'user-tokens': benchUserTokens,
  memory: benchMemory,
  changes: benchChanges,
  propagation: benchPropagation,
  lists: benchLists,
  pages: benchPages,
  ephemeral: benchEphemeral,
};
const reportFile = join(repositoryFolder, 'docs/reports/performance.md');

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
const scale: Scale = { isQuick: values.quick === true };
const chosen = Object.entries(benchmarks).filter(([name]) => positionals.length === 0 || positionals.includes(name));

const beganAt = performance.now();
const minutesSince = (time: number) => (performance.now() - time) / 60_000;
const sections: Section[] = [];
for (const [name, run] of chosen) {
  const startedAt = performance.now();
  const section = await run(scale);
  sections.push(section);
  console.error(`${name}: ${minutesSince(startedAt).toFixed(1)} minutes`);
  console.log(`${sectionMarkdown(section)}\n`);
}
// What a quick run measures is no answer to any goal.
if (!scale.isQuick) console.log(goalsMarkdown(sections.flatMap((section) => section.goals)));

if (positionals.length === 0 && !scale.isQuick) {
  mkdirSync(dirname(reportFile), { recursive: true });
  writeFileSync(reportFile, reportMarkdown(sections, 'npm run bench', minutesSince(beganAt)));
  console.error(`written: ${reportFile}`);
}
// The shared PostgreSQL ends with this process, and its connections need not be waited for.
process.exit(0);
