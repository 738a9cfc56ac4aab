import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { copyKey } from '../../bench/support/copy-keys.ts';
import type { Installation, KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { readWorkbook, type Workbook } from '../support/workbook.ts';

const megabyte = 1_000_000;
const limit = 150 * megabyte;
const account = 'lojaverde';

/** Names that no front door lets in: somebody who can write into the database wants to reach the auditor's computer. */
const names = [
  ...['=1+1', '+1', '-1', '@SUM(A1)', '=cmd|"/C calc"!A0', '=HYPERLINK("http://x.example")', '"', '""=1', "'=1"],
  ...[
    '\t=1',
    '\r=1',
    'a\r\nb',
    '\u0001\u001F',
    '_x003D_1',
    '</t></is><f>1+1</f>',
    '\uFEFF=1',
    '😀',
    'x'.repeat(32_000),
  ],
];

/** Makes the process, and each of its threads, write at its end how much memory the process used at most, in KiB. */
const tellMemory = `process.on('exit', () => process.stderr.write('maxRSS=' + process.resourceUsage().maxRSS + ';'));`;

function databaseUrlOf({ settings, databaseFile }: Installation): string {
  return settings.CHAVEIRO_DATABASE_URL ?? `sqlite:${databaseFile}`;
}

/** Memory of a process, in bytes: what it has in use, and what it had at most. */
function readMemory(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { now: field('VmRSS'), most: field('VmHWM') };
}

/** Lets the system count from now on what the process has at most. */
function forgetMostMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Exports the account into a new file by the command line; answers how much memory its process had at most, in bytes. */
async function mostMemoryOfExport(installation: Installation, name: string): Promise<number> {
  const { status, stderr } = await installation.run(['export', '--account', account, join(installation.folder, name)], {
    settings: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellMemory)}` },
  });
  assert.equal(status, 0, stderr);
  return Math.max(...[...stderr.matchAll(/maxRSS=(\d+);/g)].map(([, most]) => Number(most) * 1024));
}

async function exportOverHttp(url: string, { appKey, appToken }: KeyPair): Promise<Workbook> {
  const answer = await fetch(`${url}/api/v1/accounts/${account}/keys/export`, {
    headers: { 'X-VTEX-API-AppKey': appKey, 'X-VTEX-API-AppToken': appToken },
  });
  assert.equal(answer.status, 200);
  return await readWorkbook(new Uint8Array(await answer.arrayBuffer()));
}

for (const engine of engines) {
  describe(`E7 on ${engine}: exports are safe`, () => {
    test('whatever keys, roles and partners are called, no cell is a formula, and every name comes back', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount(account);
      // PostgreSQL has no text with NUL.
      const labels = engine === 'sqlite' ? [...names, 'a\u0000b'] : names;
      const { id } = await installation.createKey(account, 'key', ['1']);
      await copyKey(databaseUrlOf(installation), id, labels.length - 1);
      const ids = await withDatabase(installation, async (execute) => {
        const rows = await execute('SELECT id FROM keys WHERE id <> ?', owner.id);
        const found = rows.map((row) => String(row.id));
        for (const [n, key] of found.entries()) {
          await execute('UPDATE keys SET label = ? WHERE id = ?', String(labels[n]), key);
        }
        return found;
      });
      await installation.createAccount('lojaazul');
      const guest = await installation.createKey('lojaazul', 'guest');
      await installation.json('external-key', 'add', guest.appKey, '--account', account, '--role', '1');
      await withDatabase(installation, (execute) => execute("UPDATE roles SET name = '=1+1' WHERE id = 1"));

      const server = await installation.serve();
      const workbook = await exportOverHttp(server.url, owner);
      await server.process.stop();
      const rows = workbook.Generated?.slice(1) ?? [];
      const labelOf = new Map(rows.map((row) => [row[0], row[3]]));
      assert.deepEqual(
        ids.map((id) => labelOf.get(id)),
        labels,
      );
      const guests = workbook.External?.slice(1).map(([, keyName, roles, from]) => [keyName, roles, from]);
      assert.deepEqual(guests, [[guest.appKey, '=1+1', 'lojaazul']]);
      assert.ok(rows.every(([, , roles]) => roles === '=1+1'));

      const file = join(installation.folder, 'keys.xlsx');
      const written = await installation.json('export', '--account', account, file);
      assert.deepEqual(written, { file, generated: labels.length + 1, external: 1 });
      assert.deepEqual(await readWorkbook(readFileSync(file)), workbook);
      const again = await installation.run(['export', '--account', account, file]);
      assert.deepEqual([again.status, /exists already/.test(again.stderr)], [2, true]);
    });

    test('to export 100,000 keys, the whole process takes less than 150 MB, and a server less than that more than before', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount(account);
      const { id } = await installation.createKey(account, 'key', ['1']);
      const count = times({ short: 10_000, long: 100_000 });
      await copyKey(databaseUrlOf(installation), id, count - 2);

      // The first run in a checkout translates TypeScript on the way, which a published package does not have to.
      await mostMemoryOfExport(installation, 'first.xlsx');
      const command = await mostMemoryOfExport(installation, 'keys.xlsx');

      const server = await installation.serve();
      // The first export of a process loads what every further one uses.
      await exportOverHttp(server.url, owner);
      const before = readMemory(server.process.pid).now;
      forgetMostMemory(server.process.pid);
      const workbook = await exportOverHttp(server.url, owner);
      const growth = readMemory(server.process.pid).most - before;
      await server.process.stop();

      const inMegabytes = (bytes: number) => `${Math.round(bytes / megabyte)} MB`;
      console.log(
        `${engine}, ${count} keys: the command took ${inMegabytes(command)}; ` +
          `a server had ${inMegabytes(before)} and took ${inMegabytes(growth)} more`,
      );
      assert.ok(command > 0 && command < limit, inMegabytes(command));
      assert.ok(growth < limit, inMegabytes(growth));
      const rows = workbook.Generated?.slice(1) ?? [];
      assert.equal(new Set(rows.map(([key]) => key)).size, count);
      const file = readFileSync(join(installation.folder, 'keys.xlsx'));
      assert.equal((await readWorkbook(file)).Generated?.length, count + 1);
    });
  });
}
