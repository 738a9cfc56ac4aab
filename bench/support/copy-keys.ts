/**
 * Fills an account with many keys, fast: a hundred thousand created one by one, each with its audit
 * event and its flush to the disk, would take longer than everything that is measured.
 *
 * The rows are copies of a key that the server itself created, all columns included, with another
 * id, key string, label and time and a random hash, so that nobody holds a token for them. They keep
 * the revision of the key they copy, as if one change had made them all, so that a node reads them
 * as any other key; the audit log has no events for them.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { keyLetters } from './key-letters.ts';
import { openSql, type Row, type Sql } from './sql.ts';

const rowsPerStatement = 500;
const yearMs = 365 * 24 * 3600 * 1000;
const partners = ['erp', 'marketplace', 'warehouse', 'storefront', 'reports', 'payments', 'crm', 'delivery'];

/** What stands in every key's label beside the partner's name; a search for one of them finds many keys. */
export const labelWords = partners;

/** Adds `count` copies of the key to its account. The server must not be running. */
export async function copyKey(url: string, keyId: string, count: number): Promise<void> {
  const sql = await openSql(url);
  try {
    const template = await readKey(sql, keyId);
    // PostgreSQL checks references by plans that it makes early and keeps: on tables that it believes
    // to be empty it chooses an index that gets slower with every row.
    const begin = Math.min(rowsPerStatement, count);
    await insertCopies(sql, template, 0, begin);
    await sql.refreshStatistics();
    await insertCopies(sql, template, begin, count);
    await sql.refreshStatistics();
  } finally {
    await sql.close();
  }
}

/** Inserts the copies with the numbers `from` to `to`, without the last, as one transaction. */
async function insertCopies(sql: Sql, template: KeyRows, from: number, to: number): Promise<void> {
  await sql.run('BEGIN');
  for (let first = from; first < to; first += rowsPerStatement) {
    const copies = Array.from({ length: Math.min(rowsPerStatement, to - first) }, (_, i) =>
      copyOf(template, first + i),
    );
    for (const table of tables) {
      const rows = copies.flatMap((copy) => copy[table]);
      await insert(sql, table, rows);
    }
  }
  const accountId = template.keys[0]?.account_id;
  await sql.run('UPDATE accounts SET key_count = key_count + ? WHERE id = ?', [to - from, accountId]);
  await sql.run('COMMIT');
}

const tables = ['keys', 'tokens', 'grants', 'grant_roles'] as const;
type KeyRows = Record<(typeof tables)[number], Row[]>;

async function readKey(sql: Sql, keyId: string): Promise<KeyRows> {
  return {
    keys: await sql.run('SELECT * FROM keys WHERE id = ?', [keyId]),
    tokens: await sql.run('SELECT * FROM tokens WHERE key_id = ?', [keyId]),
    grants: await sql.run('SELECT * FROM grants WHERE key_id = ?', [keyId]),
    grant_roles: await sql.run('SELECT * FROM grant_roles WHERE key_id = ?', [keyId]),
  };
}

function copyOf(template: KeyRows, number: number): KeyRows {
  const id = randomUUID();
  const original = template.keys[0] as { app_key: string; created_at: number | string };
  const appKey = original.app_key.slice(0, -6) + keyLetters(number);
  const label = `${partners[number % partners.length]} integration ${number}`;
  const createdAt = Number(original.created_at) - Math.floor(Math.random() * yearMs);
  const changed = {
    id,
    app_key: appKey,
    label,
    label_key: label,
    search_text: `${label}\n${appKey.toLowerCase()}`,
    is_active: number % 10 === 0 ? 0 : 1,
    created_at: createdAt,
    newest_token_at: createdAt,
  };
  const replace = (rows: Row[], columns: Row) => rows.map((row) => ({ ...row, ...columns }));
  return {
    keys: replace(template.keys, changed),
    tokens: template.tokens.map((row) => ({
      ...row,
      key_id: id,
      id: randomUUID(),
      stored_hash: randomBytes(32),
      created_at: createdAt,
    })),
    grants: replace(template.grants, { key_id: id }),
    grant_roles: replace(template.grant_roles, { key_id: id }),
  };
}

async function insert(sql: Sql, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const places = `(${columns.map(() => '?').join(', ')})`;
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(() => places).join(', ')}`;
  await sql.run(
    text,
    rows.flatMap((row) => columns.map((column) => row[column])),
  );
}
