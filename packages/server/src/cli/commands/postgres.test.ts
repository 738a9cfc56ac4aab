import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import { type PoolMode, pgbouncer, startPgBouncer } from '../../../../../test/support/pgbouncer.ts';
import { startPostgres } from '../../../../../test/support/postgres-server.ts';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { folder } from './commands.fixture.ts';

const server = await startPostgres();
after(() => server.stop());

/** Runs statements of an administrator, each by itself, and answers the rows of the last. */
async function administer(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let rows: Record<string, unknown>[] = [];
  for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
  await client.end();
  return rows;
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

function withUser(url: string, user: string): string {
  const changed = new URL(url);
  changed.username = user;
  return changed.href;
}

function withQuery(url: string, query: string): string {
  return `${url}?${query}`;
}

async function run(url: string, ...argv: string[]) {
  return await runCaptured(argv, { CHAVEIRO_DATA_DIR: dataOf(url), CHAVEIRO_DATABASE_URL: url });
}

const folders = new Map<string, string>();

/** A database has one pepper, by whatever address it is asked. */
function dataOf(url: string): string {
  const name = nameOf(url);
  const known = folders.get(name) ?? mkdtempSync(join(folder, 'postgres-'));
  folders.set(name, known);
  return known;
}

const openingCommands = [['migrate'], ['account', 'list'], ['doctor']];

/** What somebody changed at a server, or in an address, and what every command answers to it. */
const unfit: [title: string, change: (url: string) => Promise<string>, sentence: RegExp][] = [
  [
    'an encoding that is not UTF8',
    async (url) => {
      const name = `${nameOf(url)}_latin`;
      await administer(
        url,
        `create database ${name} encoding 'LATIN1' locale_provider libc locale 'C' template template0`,
      );
      return url.replace(nameOf(url), name);
    },
    /The database has the encoding LATIN1[:.]/,
  ],
  [
    'synchronous_commit = off for the database',
    async (url) => {
      await administer(url, `alter database ${nameOf(url)} set synchronous_commit = off`);
      return url;
    },
    /runs with synchronous_commit = off: a revoked key could come back after a crash/,
  ],
  [
    'synchronous_commit = off in the address',
    async (url) => withQuery(url, `options=${encodeURIComponent('-c synchronous_commit=off')}`),
    /runs with synchronous_commit = off: a revoked key could come back after a crash/,
  ],
  [
    'a server that is too old',
    async (url) => {
      // Stands in for what such a server answers.
      await administer(
        url,
        'create schema old',
        `create function old.current_setting(text) returns text language sql as
          $$select case $1 when 'server_version_num' then '140012' else pg_catalog.current_setting($1) end$$`,
        `alter database ${nameOf(url)} set search_path = old, pg_catalog, public`,
      );
      return url;
    },
    /PostgreSQL 14(?: is too old: Chaveiro needs 15 or newer|, which is too old)\./,
  ],
  [
    'a role that may create nothing, as all are since PostgreSQL 15',
    async (url) => {
      await administer(url, `create role guest_${nameOf(url)} login`);
      return withUser(url, `guest_${nameOf(url)}`);
    },
    /The role guest_\w+ may not create tables in the schema public of the database test_\w+\.\s.*\s?As its owner run GRANT USAGE, CREATE ON SCHEMA "public" TO "guest_\w+";/,
  ],
  [
    'a role that may not use the tables of another',
    async (url) => {
      assert.equal((await run(url, 'migrate')).status, 0);
      await administer(
        url,
        `create role other_${nameOf(url)} login`,
        `grant create, usage on schema public to other_${nameOf(url)}`,
      );
      return withUser(url, `other_${nameOf(url)}`);
    },
    /The role that Chaveiro uses lacks a right in the database\. .*\(permission denied for table schema_migrations\)/,
  ],
  [
    'a search_path without a schema',
    async (url) => {
      await administer(url, `alter database ${nameOf(url)} set search_path = nowhere`);
      return url;
    },
    /The search_path of the role \w+ names no schema of the database \w+ that it may use/,
  ],
  [
    'tables of another program',
    async (url) => {
      await administer(url, 'create table schema_migrations (version text primary key)');
      return url;
    },
    /has a table schema_migrations of another program: give Chaveiro a database of its own/,
  ],
  [
    'no free connection',
    async (url) => {
      await administer(url, `create role many_${nameOf(url)} login connection limit 0`);
      return withUser(url, `many_${nameOf(url)}`);
    },
    /The database has no free connection\. .*\(too many connections for role/,
  ],
  [
    'a database that does not exist',
    async (url) => `${url}_missing`,
    /cannot be opened: database "test_\w+_missing" does not exist\. Is CHAVEIRO_DATABASE_URL right/,
  ],
  [
    'a time limit in the address',
    async (url) => withQuery(url, 'statement_timeout=0'),
    /CHAVEIRO_DATABASE_URL has statement_timeout: Chaveiro sets its own time limits, so take it out\./,
  ],
  [
    'a parameter that nobody follows',
    async (url) => withQuery(url, 'channel_binding=require'),
    /CHAVEIRO_DATABASE_URL has the parameter "channel_binding", which Chaveiro would not follow, so take it out\./,
  ],
  [
    'TLS asked of a server that has none',
    async (url) => withQuery(url, 'sslmode=require'),
    /cannot be opened: The server does not support SSL connections\./,
  ],
];

for (const [title, change, sentence] of unfit) {
  test(`every command and the doctor say what is wrong, and what to do: ${title}`, async () => {
    const url = await change(await server.createDatabase());
    for (const argv of openingCommands) {
      const { status, stdout, stderr } = await run(url, ...argv);
      assert.notEqual(status, 0, argv.join(' '));
      assert.match(stdout + stderr, sentence, argv.join(' '));
      assert.doesNotMatch(stdout + stderr, /A query failed/);
    }
  });
}

test('fsync = off is refused in so many words by every command', async () => {
  const url = await server.createDatabase();
  const reload = async (value: string) => {
    await administer(url, `alter system set fsync = ${value}`, 'select pg_reload_conf()');
    for (let fsync = ''; fsync !== value; ) {
      const [row] = await administer(url, 'show fsync');
      fsync = String(row?.fsync);
    }
  };
  await reload('off');
  try {
    for (const argv of [...openingCommands, ['serve', '--port', '0']]) {
      const { status, stdout, stderr } = await run(url, ...argv);
      assert.equal(status, 1);
      assert.match(stdout + stderr, /runs with fsync = off: a revoked key could come back after a crash/);
    }
  } finally {
    await reload('on');
  }
});

/** What somebody changed, with which everything works all the same. */
const fit: [title: string, change: (url: string) => Promise<string>][] = [
  ['nothing', async (url) => url],
  [
    'standard_conforming_strings, bytea_output, time zone and language',
    async (url) => {
      const set = (text: string) => `alter database ${nameOf(url)} set ${text}`;
      await administer(
        url,
        ...['standard_conforming_strings = off', "bytea_output = 'escape'", "timezone = 'America/Sao_Paulo'"].map(set),
        ...["datestyle = 'German'", "intervalstyle = 'iso_8601'", 'extra_float_digits = -15'].map(set),
        ...["default_transaction_isolation = 'serializable'", 'default_transaction_read_only = on'].map(set),
        ...["statement_timeout = '1s'", "client_encoding = 'LATIN1'"].map(set),
      );
      return url;
    },
  ],
  [
    'time limits and read only in the options of the address',
    async (url) =>
      withQuery(
        url,
        `options=${encodeURIComponent('-c statement_timeout=1000 -c default_transaction_read_only=on -c enable_seqscan=on')}`,
      ),
  ],
  [
    'a role that owns nothing, and was granted what is there',
    async (url) => {
      assert.equal((await run(url, 'account', 'list')).status, 0);
      const role = `lent_${nameOf(url)}`;
      await administer(
        url,
        `create role ${role} login`,
        `grant usage on schema public to ${role}`,
        `grant select, insert, update, delete on all tables in schema public to ${role}`,
        `grant usage on all sequences in schema public to ${role}`,
      );
      return withUser(url, role);
    },
  ],
];

/** Makes an account and a key, finds it by a search, and asks the doctor. */
async function assertWorks(url: string): Promise<void> {
  const made = await run(url, 'account', 'create', 'loja', '--owner', 'ana@loja.example', '--with-key', 'ERP 100%');
  assert.equal(made.status, 0, made.stderr);
  const found = await run(url, 'key', 'list', '--account', 'loja', '--q', "0%'\\", '--json');
  assert.equal(found.status, 0, found.stderr);
  const percent = await run(url, 'key', 'list', '--account', 'loja', '--q', '100%', '--json');
  assert.match(percent.stdout, /ERP 100%/);
  const { status, stdout } = await run(url, 'doctor');
  assert.equal(status, 0, stdout);
}

for (const [title, change] of fit) {
  test(`a server works as it should with this changed: ${title}`, async () => {
    await assertWorks(await change(await server.createDatabase()));
  });
}

describe('PgBouncer, with nothing set for Chaveiro', { skip: pgbouncer.skip }, () => {
  for (const mode of ['session', 'transaction'] as const satisfies PoolMode[]) {
    test(`${mode} mode works`, async () => {
      await assertWorks(await startPgBouncer(await server.createDatabase(), mode));
    });
  }

  test('statement mode is refused in its own words', async () => {
    const { status, stderr } = await run(await startPgBouncer(await server.createDatabase(), 'statement'), 'migrate');
    assert.equal(status, 1);
    assert.match(stderr, /cannot be opened: .*statement pooling/);
  });
});
