/** Fills an index through a verifier and tells what the process holds afterwards, and how long it took. */
import { createVerifier } from '@chaveiro/engine';
import type { IndexMemoryInput } from '../memory.ts';
import { createIndexFeed } from '../support/index-feed.ts';
import { measureMemory } from '../support/measure-memory.ts';
import { readInput } from '../support/node-process.ts';

const { keys } = readInput<IndexMemoryInput>();
const { feed } = createIndexFeed(keys, 1);
const verifier = createVerifier({ feed, maxStalenessMs: 900_000, whenStale: 'deny' });
await verifier.start();
if (verifier.state().keys !== keys) throw new Error(`expected ${keys} keys, got ${verifier.state().keys}`);
const memory = await measureMemory();
verifier.stop();
process.stdout.write(JSON.stringify(memory));
