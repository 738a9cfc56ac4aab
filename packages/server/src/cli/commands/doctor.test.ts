import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import pg from 'pg';
import { createPostgresDatabase } from '../../../../../test/support/postgres-server.ts';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import type { Environment } from '../../config.ts';
import type { Finding } from '../../domain/finding.ts';
import { runCaptured } from '../captured-terminal.fixture.ts';

type Run = (sql: string) => Promise<readonly unknown[]>;

/** An installation with one of everything that the doctor looks at, backed up, and a way behind its back. */
async function createPatient(engine: 'sqlite' | 'postgres') {
  const folder = join(makeTempFolder(), 'data');
  const databaseUrl = engine === 'sqlite' ? `sqlite:${join(folder, 'chaveiro.db')}` : await createPostgresDatabase();
  const env = { CHAVEIRO_DATA_DIR: folder, CHAVEIRO_DATABASE_URL: databaseUrl };
  const backup = join(makeTempFolder(), 'a.backup');
  for (const argv of [
    ['account', 'create', 'loja', '--owner', 'ana@loja.example', '--with-key', 'First'],
    ['key', 'create', '--account', 'loja', '--label', 'Linked', '--link'],
    ['backup', backup],
  ]) {
    const { status, stderr } = await runCaptured(argv, env);
    assert.equal(status, 0, stderr);
  }
  return {
    env,
    pepperFile: join(folder, 'pepper'),
    run: engine === 'sqlite' ? onFile(databaseUrl) : onServer(databaseUrl),
  };
}

function onFile(url: string): Run {
  return async (sql) => {
    const database = new DatabaseSync(url.slice('sqlite:'.length), { enableForeignKeyConstraints: false });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };
}

function onServer(url: string): Run {
  return async (sql) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
}

interface Report {
  readonly ok: boolean;
  readonly problems: number;
  readonly warnings: number;
  readonly findings: readonly Finding[];
  readonly settings: readonly { variable: string; value: string | null; source: string }[];
}

async function examine(env: Environment): Promise<{ status: number; report: Report; oddities: string[] }> {
  const { status, stdout } = await runCaptured(['doctor', '--port', '0', '--json'], env);
  const report = JSON.parse(stdout) as Report;
  const odd = report.findings.filter((finding) => finding.status !== 'ok');
  for (const { remedy } of odd) assert.ok(remedy !== null && remedy.length > 10);
  return { status, report, oddities: odd.map((finding) => `${finding.check} ${finding.status}`) };
}

/** What somebody does behind Chaveiro's back, how it is undone, and what the doctor says. */
const ailments: readonly { does: string; undoes: string; finding: string }[] = [
  {
    does: "INSERT INTO schema_migrations VALUES ('9999-later', 1)",
    undoes: "DELETE FROM schema_migrations WHERE name = '9999-later'",
    finding: 'schema problem',
  },
  {
    does: "DELETE FROM schema_migrations WHERE name = '0001-initial'",
    undoes: "INSERT INTO schema_migrations VALUES ('0001-initial', 1)",
    finding: 'schema problem',
  },
  {
    does: 'UPDATE keys SET revision = revision + 1000000',
    undoes: 'UPDATE keys SET revision = revision - 1000000',
    finding: 'changes problem',
  },
  {
    does: 'UPDATE users SET revision = revision + 1000000',
    undoes: 'UPDATE users SET revision = revision - 1000000',
    finding: 'changes problem',
  },
  {
    does: 'UPDATE accounts SET key_count = key_count + 1',
    undoes: 'UPDATE accounts SET key_count = key_count - 1',
    finding: 'changes problem',
  },
  {
    does: 'UPDATE links SET expires_at = expires_at - 90000000',
    undoes: 'UPDATE links SET expires_at = expires_at + 90000000',
    finding: 'erasure warning',
  },
  {
    does: "UPDATE audit_event_accounts SET at = at - 864000000 WHERE action = 'backup.created'",
    undoes: "UPDATE audit_event_accounts SET at = at + 864000000 WHERE action = 'backup.created'",
    finding: 'backup warning',
  },
  {
    does: "UPDATE audit_contents SET content = content || ' ' WHERE revision = 2",
    undoes: 'UPDATE audit_contents SET content = trim(content) WHERE revision = 2',
    finding: 'audit-log problem',
  },
];

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`a healthy installation is well, each ailment is told by its name, and only that one (${engine})`, async () => {
    const { env, run, pepperFile } = await createPatient(engine);
    const healthy = await examine(env);
    assert.deepEqual([healthy.status, healthy.report.ok, healthy.oddities], [0, true, []]);
    for (const { does, undoes, finding } of ailments) {
      // Where the backups of a PostgreSQL server are is not known here.
      const isTold = engine === 'sqlite' || finding !== 'backup warning';
      await run(does);
      const { status, report, oddities } = await examine(env);
      assert.deepEqual(oddities, isTold ? [finding] : [], does);
      assert.equal(status, report.problems > 0 ? 1 : 0, does);
      await run(undoes);
    }
    const pepper = readFileSync(pepperFile, 'utf8');
    for (const [text, oddities] of [
      [`${pepper}another:${'00'.repeat(32)}\n`, ['peppers warning']],
      [pepper.replace(/:.*/, `:${'00'.repeat(32)}`), ['peppers problem', 'audit-log problem']],
      [`another:${'00'.repeat(32)}\n`, ['peppers problem', 'audit-log problem']],
      ['no pepper\n', ['peppers problem']],
    ] as const) {
      writeFileSync(pepperFile, text);
      assert.deepEqual((await examine(env)).oddities, oddities, text);
    }
    writeFileSync(pepperFile, pepper);
    assert.deepEqual((await examine(env)).oddities, []);
  });

  test(`whatever it finds, the doctor leaves every row as it was (${engine})`, async () => {
    const { env, run } = await createPatient(engine);
    await run('UPDATE links SET expires_at = expires_at - 90000000');
    await run("DELETE FROM schema_migrations WHERE name = '0001-initial'");
    const tables = ['installation', 'links', 'keys', 'tokens', 'audit_events', 'audit_contents', 'schema_migrations'];
    const rows = async () => JSON.stringify(await Promise.all(tables.map((table) => run(`SELECT * FROM ${table}`))));
    const before = await rows();
    assert.equal((await examine(env)).status, 1);
    assert.equal(await rows(), before);
  });
}

test('settings are listed with where they come from; text says what to do; no database is a problem, and none is made', async () => {
  const folder = join(makeTempFolder(), 'data');
  const { status, stdout } = await runCaptured(['doctor', '--port', '0'], { CHAVEIRO_DATA_DIR: folder });
  assert.equal(status, 1);
  assert.match(stdout, /^problem {2}database .*There is no file .*\n {26}-> .*serve/m);
  assert.match(stdout, /\n1 problem, 1 warning, \d+ checks\.\n$/);
  const { report } = await examine({ CHAVEIRO_DATA_DIR: folder });
  const sources = Object.fromEntries(report.settings.map(({ variable, source }) => [variable, source]));
  assert.deepEqual(
    [sources.CHAVEIRO_DATA_DIR, sources.CHAVEIRO_PORT, sources.CHAVEIRO_HOST],
    ['CHAVEIRO_DATA_DIR', '--port', 'default'],
  );
  assert.throws(() => readFileSync(folder), { code: 'ENOENT' });
});
