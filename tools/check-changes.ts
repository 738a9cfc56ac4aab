import { readFileSync } from 'node:fs';
import { readChanges, releaseChanges } from './changes.ts';

const { changes, wrong } = readChanges('changes');
for (const each of wrong) console.error(`changes/${each}`);
if (wrong.length > 0) process.exitCode = 1;

// The changelog must be one that a release can write into, also when there is nothing new to tell.
const probe = { kind: 'fixed', text: 'Nothing.' } as const;
releaseChanges(readFileSync('CHANGELOG.md', 'utf8'), [...changes, probe], { version: '0.0.0', day: '2000-01-01' });
