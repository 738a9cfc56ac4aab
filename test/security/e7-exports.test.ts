import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { copyKey } from '../../bench/support/copy-keys.ts';
import type { Installation, KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { readWorkbook, type Workbook } from '../support/workbook.ts';

const mebibyte = 1024;
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

    test('to export 100,000 keys takes less than 150 MB more than to export one', async () => {
      const installation = await createInstallation(engine);
      for (const name of [account, 'lojaazul']) await installation.createAccount(name);
      const { id } = await installation.createKey(account, 'key', ['1']);
      const copies = times({ short: 5_000, long: 100_000 }) - 2;
      await copyKey(databaseUrlOf(installation), id, copies);
      const mostMemory = async (name: string) => {
        const { status, stderr } = await installation.run(
          ['export', '--account', name, join(installation.folder, `${name}.xlsx`)],
          { settings: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellMemory)}` } },
        );
        assert.equal(status, 0, stderr);
        return Math.max(...[...stderr.matchAll(/maxRSS=(\d+);/g)].map(([, most]) => Number(most)));
      };
      const [none, all] = [await mostMemory('lojaazul'), await mostMemory(account)];
      const inMebibytes = [none, all].map((kibibytes) => Math.round(kibibytes / mebibyte));
      console.log(`${engine}: ${inMebibytes[0]} MiB for one key, ${inMebibytes[1]} MiB for ${copies + 2}`);
      assert.ok(none > 0 && all - none < 150 * mebibyte, `${inMebibytes}`);
      const file = readFileSync(join(installation.folder, `${account}.xlsx`));
      const rows = (await readWorkbook(file)).Generated?.slice(1) ?? [];
      assert.equal(new Set(rows.map(([key]) => key)).size, copies + 2);
    });
  });
}
