/** The baseline of a management change: the database alone, one row per transaction, each committed to disk. */
import type { BareRate, BareTransactions } from '../changes.ts';
import { readInput } from '../support/node-process.ts';
import { openSql } from '../support/sql.ts';

const { url, count } = readInput<BareTransactions>();
const sql = await openSql(url);
await sql.run('CREATE TABLE rows (id TEXT PRIMARY KEY, value TEXT NOT NULL)');
const insert = (id: string) => sql.run('INSERT INTO rows (id, value) VALUES (?, ?)', [id, 'x'.repeat(200)]);

for (let n = 0; n < 20; n++) await insert(`warm-up ${n}`);
const beganAt = performance.now();
for (let n = 0; n < count; n++) await insert(`row ${n}`);
const rate: BareRate = { perSecond: count / ((performance.now() - beganAt) / 1000), version: sql.version };
await sql.close();
process.stdout.write(JSON.stringify(rate));
