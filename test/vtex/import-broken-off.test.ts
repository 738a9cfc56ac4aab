/** An import that breaks off: nothing is half taken in, and the same file again goes on. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { verify } from '../support/api.ts';
import type { Installation } from '../support/chaveiro.ts';
import { createInstallation, type Engine, engines, withDatabase } from '../support/databases.ts';
import { foreignWorkbook } from '../support/foreign-workbook.ts';

/** Keys go in by changes of a hundred: the second breaks off in its middle. */
const keyCount = 230;
const firstChange = 100;
const fatalRow = 150;

const titles = ['id', 'keyName', 'roles', 'label', 'creationDate', 'status'];
const nameOf = (i: number) => `vtexappkey-lojaverde-${String(i).padStart(6, '0')}`;
const names = Array.from({ length: keyCount }, (_, i) => nameOf(i + 1));

interface Imported {
  readonly added: readonly { readonly appKey: string; readonly appToken: string }[];
  readonly unchanged: readonly { readonly appKey: string }[];
  readonly error?: { readonly code: string };
}

async function open(engine: Engine): Promise<{ installation: Installation; argv: string[] }> {
  const installation = await createInstallation(engine);
  await installation.createAccount('lojaverde');
  const path = join(installation.folder, 'keys.xlsx');
  const rows = names.map((name) => ['x', name, 'OMS - Read only', 'Label', '2024-05-06T07:08:09', 'Active']);
  writeFileSync(path, foreignWorkbook({ Generated: [titles, ...rows] }));
  return { installation, argv: ['import', 'vtex', path, '--account', 'lojaverde', '--json'] };
}

/** Makes the database refuse one key of the file. */
async function breakAt(installation: Installation, engine: Engine, what: string): Promise<void> {
  const appKey = nameOf(fatalRow);
  await withDatabase(installation, async (execute) => {
    if (engine === 'sqlite') {
      await execute(
        `CREATE TRIGGER broken BEFORE INSERT ON keys WHEN NEW.app_key = '${appKey}' BEGIN SELECT RAISE(ABORT, 'broken'); END`,
      );
      return;
    }
    await execute(
      `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.app_key = '${appKey}' THEN ${what}; END IF; RETURN NEW; END $$`,
    );
    await execute('CREATE TRIGGER broken BEFORE INSERT ON keys FOR EACH ROW EXECUTE FUNCTION broken()');
  });
}

async function mend(installation: Installation, engine: Engine): Promise<void> {
  await withDatabase(installation, (execute) =>
    execute(engine === 'sqlite' ? 'DROP TRIGGER broken' : 'DROP FUNCTION broken CASCADE'),
  );
}

/** The keys of the file that are there, each with how many tokens and grants it has. */
async function readKeys(installation: Installation): Promise<{ appKey: string; tokens: number; grants: number }[]> {
  return await withDatabase(installation, async (execute) => {
    const rows = await execute(
      `SELECT app_key, (SELECT count(*) FROM tokens WHERE key_id = keys.id) AS tokens,
        (SELECT count(*) FROM grants WHERE key_id = keys.id) AS grants
        FROM keys WHERE app_key LIKE 'vtexappkey-%' ORDER BY app_key`,
    );
    return rows.map((row) => ({
      appKey: String(row.app_key),
      tokens: Number(row.tokens),
      grants: Number(row.grants),
    }));
  });
}

const whole = (appKeys: readonly string[]) => appKeys.map((appKey) => ({ appKey, tokens: 1, grants: 1 }));

/** Imports the same file again, and asks about what came of it: every key once, and every token that was told works. */
async function goOn(installation: Installation, argv: readonly string[], told: Imported['added'], there: number) {
  const again = JSON.parse((await installation.run(argv)).stdout) as Imported;
  assert.equal(again.error, undefined);
  assert.deepEqual(
    [again.unchanged.map(({ appKey }) => appKey), again.added.map(({ appKey }) => appKey)],
    [names.slice(0, there), names.slice(there)],
  );
  assert.deepEqual(await readKeys(installation), whole(names));
  await installation.json('audit', 'verify');
  const { url, process } = await installation.serve();
  for (const { appKey, appToken } of [told.at(0), told.at(-1), again.added.at(0), again.added.at(-1)].flatMap(
    (each) => each ?? [],
  )) {
    assert.equal((await verify(url, { appKey, appToken, anyOf: ['OMSViewer'] })).code, 'allowed', appKey);
  }
  await process.stop();
}

/** What a run said that broke off: what was added, and why it ended. */
async function breakOff(installation: Installation, argv: readonly string[], settings = {}): Promise<Imported> {
  const { status, stdout } = await installation.run(argv, { settings });
  assert.equal(status, 1, stdout);
  const said = JSON.parse(stdout) as Partial<Imported>;
  assert.match(String(said.error?.code), /^(internal|storage_unavailable|outcome_unknown)$/, stdout);
  return { added: [], unchanged: [], ...said };
}

const failures: readonly (readonly [title: string, engines: readonly Engine[], what: string])[] = [
  ['a statement that fails', engines, "RAISE EXCEPTION 'broken'"],
  ['a connection that ends', ['postgres'], 'PERFORM pg_terminate_backend(pg_backend_pid())'],
];

for (const [title, concerned, what] of failures) {
  for (const engine of concerned) {
    describe(`chaveiro import vtex on ${engine}`, () => {
      test(`${title} takes back its whole change and no other, and the same file again goes on`, async () => {
        const { installation, argv } = await open(engine);
        await breakAt(installation, engine, what);
        const { added } = await breakOff(installation, argv);
        assert.deepEqual(
          added.map(({ appKey }) => appKey),
          names.slice(0, firstChange),
          'what is in for good was told with its tokens',
        );
        assert.deepEqual(await readKeys(installation), whole(names.slice(0, firstChange)));
        await mend(installation, engine);
        await goOn(installation, argv, added, firstChange);
      });
    });
  }
}

/** Passes bytes on to PostgreSQL, and cuts when the change that makes one key has been committed: nobody hears of it. */
async function startForgetter(databaseUrl: string, appKey: string): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let isInserting = false;
    let isNear = false;
    let isCut = false;
    client.on('data', (bytes) => {
      // What looks the keys up beforehand names them, too.
      isInserting ||= bytes.includes('insert into "keys"');
      isNear ||= isInserting && bytes.includes(appKey);
      isCut ||= isNear && bytes.includes('commit\0');
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isCut) client.destroy();
      else client.write(bytes);
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a proxy listens on a port');
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  return {
    url: url.href,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

test('a change whose answer is lost is whole; its keys stay, and get their tokens by a renewal', async (t) => {
  const { installation, argv } = await open('postgres');
  const databaseUrl = installation.settings.CHAVEIRO_DATABASE_URL ?? assert.fail();
  const forgetter = await startForgetter(databaseUrl, nameOf(fatalRow));
  t.after(() => forgetter.close());
  const { added } = await breakOff(installation, argv, { CHAVEIRO_DATABASE_URL: forgetter.url });
  assert.equal(added.length, firstChange);
  const twoChanges = 2 * firstChange;
  assert.deepEqual(await readKeys(installation), whole(names.slice(0, twoChanges)));
  await goOn(installation, argv, added, twoChanges);
  const untold = nameOf(fatalRow);
  const renewal = ['key', 'renew', untold, '--account', 'lojaverde'];
  const { appToken } = await installation.json<{ appToken: string }>(...renewal);
  await installation.json('key', 'finish-renewal', untold, '--account', 'lojaverde');
  const { url, process } = await installation.serve();
  assert.equal((await verify(url, { appKey: untold, appToken, anyOf: ['OMSViewer'] })).code, 'allowed');
  await process.stop();
});
