import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Account } from '../../domain/account.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import type { EngineConnections } from '../queries/create-storage.ts';
import type { Tables } from '../queries/tables.ts';
import type { AuditSealer, ChangeOutcome, NewToken, Storage, StorageEngine, WriteTransaction } from '../storage.ts';

/** An engine, as the contract sees it. */
export interface ContractSubject {
  readonly engine: StorageEngine;
  /** The URL of a database of its own, which exists and is empty. */
  createDatabase(): Promise<string>;
  /** Connections beside those of the storage, to look at the tables and to get in its way. */
  connect(url: string): EngineConnections;
  /** The plan of a statement, one step a line. */
  explain(db: Kysely<Tables>, query: { sql: string; parameters: readonly unknown[] }): Promise<string[]>;
  /** Lets the planner know what the tables hold, and marks what nobody changes any more. */
  collectStatistics(db: Kysely<Tables>): Promise<void>;
  /** The engine's module and the name of its export, for a process of its own. */
  readonly module: { readonly url: URL; readonly name: string };
}

/** What a test of the contract gets: a database of its own. */
export interface ContractContext {
  readonly subject: ContractSubject;
  readonly url: string;
  readonly storage: Storage;
  readonly db: Kysely<Tables>;
}

export interface ContractTest {
  /** The guarantee. */
  readonly title: string;
  readonly run: (context: ContractContext) => Promise<void>;
}

export const pepperId = 'p1';

/** A real chain, under a key that the tests know. */
export const testSealer: AuditSealer = {
  seal({ previousMac, revision, contentDigest }) {
    const mac = createHmac('sha256', 'test').update(previousMac).update(String(revision)).update(contentDigest);
    return { pepperId, mac: mac.digest() };
  },
};

/** Runs `work` in a context of its own and ends what it opened. */
export async function withContext(subject: ContractSubject, work: ContractTest['run']): Promise<void> {
  const url = await subject.createDatabase();
  await subject.engine.migrate(url);
  const storage = await subject.engine.open(url, { sealer: testSealer });
  const connections = subject.connect(url);
  try {
    await storage.peppers.insertFirstPepper({ id: pepperId, checkValue: new Uint8Array(32) });
    await work({ subject, url, storage, db: connections.write });
  } finally {
    await connections.close();
    await storage.close();
  }
}

/** The outcome of a change, with some event. */
export function changed<T>(value: T, action: AuditAction = 'account.created'): ChangeOutcome<T> {
  const actor = { type: 'operator', source: { channel: 'cli' } } as const;
  return { event: { action, actor, accountId: null, subject: 'test', before: null, after: null }, value };
}

/** Makes one change and answers its value. */
export async function make<T>(storage: Storage, work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
  return (await storage.change(1_000, async (tx) => changed(await work(tx)))).value;
}

/** An account with Owner (1) and the custom roles `Second` (2) and `Third` (3). */
export async function insertTestAccount(tx: WriteTransaction, name: string): Promise<Account> {
  const account = await tx.insertAccount({ name, createdAt: 1_000 });
  const common = { accountId: account.id, template: null, resources: [], createdAt: 1_000 };
  await tx.insertRole({ ...common, name: 'Owner', kind: 'owner' });
  await tx.insertRole({ ...common, name: 'Second', kind: 'custom' });
  await tx.insertRole({ ...common, name: 'Third', kind: 'custom' });
  return account;
}

export interface TestKey {
  readonly id?: string;
  readonly accountId: number;
  readonly appKey?: string;
  readonly label?: string;
  readonly createdAt?: number;
  readonly roleIds?: readonly number[];
}

/** A key with its first token; answers its id. */
export async function insertTestKey(tx: WriteTransaction, key: TestKey): Promise<string> {
  const { accountId, appKey = `appkey-${randomUUID()}`, label = 'A key', createdAt = 1_000, roleIds = [] } = key;
  const { id = randomUUID() } = key;
  await tx.insertKey({
    id,
    appKey,
    accountId,
    label,
    createdAt,
    createdBy: 'operator',
    roleIds,
    token: testToken(createdAt),
  });
  return id;
}

/** Gives a key a second token. */
export async function startTestRenewal(tx: WriteTransaction, keyId: string, { startedAt }: { startedAt: number }) {
  const added = testToken(startedAt, 'new');
  const renames = { from: 'current', to: 'old' } as const;
  await tx.updateTokens(keyId, { deletes: null, renames, added, renewal: { startedAt, startedBy: 'operator' } });
}

export function testToken(createdAt: number, role: NewToken['role'] = 'current'): NewToken {
  const id = randomUUID();
  const storedHash = new Uint8Array(createHash('sha256').update(id).digest());
  return { id, role, storedHash, pepperId, isImported: false, createdAt };
}
