import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { TokenRole } from '#engine';
import type { CallSource, KeyActor, OperatorActor } from '../domain/actor.ts';
import type { ErrorCode } from '../domain/error-codes.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { createPasswordHasher } from '../domain/passwords/password-hasher.ts';
import { checkValueOf, Peppers } from '../domain/pepper.ts';
import { ownerRoleId } from '../domain/role.ts';
import { sqliteEngine } from '../storage/sqlite/engine.ts';
import type { Storage } from '../storage/storage.ts';
import { createAccount } from './accounts/create-account.ts';
import type { OperationContext } from './context.ts';
import { type CreatedKey, createKey } from './keys/create-key.ts';
import { Receipts } from './nodes/receipts.ts';
import { installCatalog } from './resources/install-catalog.ts';
import { createRole } from './roles/create-role.ts';

export const operator: OperatorActor = { type: 'operator', source: { channel: 'cli' } };

/** The text of an audit entry, as far as tests look at it. */
interface WrittenEvent {
  readonly action: string;
  readonly actor: string;
  readonly source: CallSource;
  readonly account: { readonly id: number; readonly name: string } | null;
  readonly subject: string;
  readonly subjectName?: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  /** Absent when no other account is concerned. */
  readonly alsoVisibleTo?: readonly {
    readonly account: { readonly id: number; readonly name: string };
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
  }[];
}

/** A real installation on SQLite with two accounts, `lojaverde` and `lojaazul`, and a clock that the test moves. */
export interface Shop {
  readonly context: OperationContext;
  readonly storage: Storage;
  readonly clock: { now: number };
  /** Revisions that operations have reported, in order. */
  readonly reported: string[];
  /** The first key of each account, with the Owner role. */
  readonly owners: { readonly lojaverde: ShopKey; readonly lojaazul: ShopKey };
  /** The invitations of the owners of both accounts, unopened. */
  readonly setupUrls: { readonly lojaverde: string; readonly lojaazul: string };
  /** A new custom role with these resources; answers its id. */
  addRole(account: string, resources: readonly string[], name?: string): Promise<number>;
  addKey(account: string, roleIds?: readonly number[], label?: string): Promise<ShopKey>;
  /** A new key of the account whose one role holds these resources, as a caller. */
  callerWith(account: string, resources: readonly string[]): Promise<KeyActor>;
  lastEvent(): Promise<WrittenEvent>;
}

/** A key, and the id of the token that it was made with. */
export interface ShopKey extends CreatedKey {
  readonly tokenId: string;
}

/** A key as the caller of operations, with its first token or another one. */
export function asCaller({ id, appKey, tokenId }: Pick<ShopKey, 'id' | 'appKey' | 'tokenId'>): KeyActor {
  return { type: 'key', keyId: id, appKey, tokenId, source: { channel: 'http' } };
}

/** The id of the token that is this to a key. */
export async function tokenIdOf(storage: Storage, keyId: string, role: TokenRole = 'current'): Promise<string> {
  for await (const batch of (await storage.feed.openSnapshot()).batches) {
    for (const record of batch) {
      const found = record.kind === 'key' && record.id === keyId && record.tokens.find((token) => token.role === role);
      if (found) return found.id;
    }
  }
  return assert.fail('the feed has no such token');
}

async function withTokenId(storage: Storage, key: CreatedKey): Promise<ShopKey> {
  return { ...key, tokenId: await tokenIdOf(storage, key.id) };
}

/** What the file of an installation would hold. */
export const testPepper = { id: 'test', secret: Buffer.alloc(32, 5) };

/** The pepper of every test database. */
export const testPeppers = new Peppers([testPepper], testPepper.id);

/** A migrated database without anything in it, and its file. */
export async function openStorage(t: TestContext): Promise<{ storage: Storage; file: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'chaveiro-operations-'));
  const file = join(directory, 'chaveiro.db');
  await sqliteEngine.migrate(`sqlite:${file}`);
  const storage = await sqliteEngine.open(`sqlite:${file}`, { sealer: testPeppers });
  t.after(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });
  await storage.peppers.insertFirstPepper({ id: testPepper.id, checkValue: checkValueOf(testPepper) });
  return { storage, file };
}

export async function openShop(t: TestContext): Promise<Shop> {
  return (await openShopWithFile(t)).shop;
}

/** What the tests of one process begin with: made once, and copied for each of them. */
let template: Promise<{ file: string; stock: Stock }> | undefined;

async function makeTemplate(): Promise<{ file: string; stock: Stock }> {
  const directory = await mkdtemp(join(tmpdir(), 'chaveiro-template-'));
  process.once('exit', () => rmSync(directory, { recursive: true }));
  const file = join(directory, 'chaveiro.db');
  await sqliteEngine.migrate(`sqlite:${file}`);
  const storage = await sqliteEngine.open(`sqlite:${file}`, { sealer: testPeppers });
  await storage.peppers.insertFirstPepper({ id: testPepper.id, checkValue: checkValueOf(testPepper) });
  const stock = await stockDatabase(storage);
  // To close it writes all of it into the one file.
  await storage.close();
  return { file, stock };
}

/** A shop and the file of its database, for tests that go behind Chaveiro's back. */
export async function openShopWithFile(t: TestContext): Promise<{ shop: Shop; file: string }> {
  template ??= makeTemplate();
  const { file: stocked, stock } = await template;
  const directory = await mkdtemp(join(tmpdir(), 'chaveiro-operations-'));
  const file = join(directory, 'chaveiro.db');
  await copyFile(stocked, file);
  const storage = await sqliteEngine.open(`sqlite:${file}`, { sealer: testPeppers });
  t.after(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });
  return { shop: shopOn(storage, stock), file };
}

/** What operations need to work on a database, with a clock that stands still. */
export function contextOf(storage: Storage): OperationContext {
  return {
    storage,
    peppers: testPeppers,
    passwords: createPasswordHasher(testPeppers),
    clock: () => 0,
    keyPrefix: 'appkey',
    countFailure: () => {},
    publicUrl: () => 'https://keys.example.com',
    onChanged: async () => {},
    receipts: new Receipts({ registry: storage.nodes }),
  };
}

const firstMoment = Date.parse('2026-03-01T12:00:00.000Z');

/** What is known of the two accounts only to whoever made them. */
export type Stock = Pick<Shop, 'owners' | 'setupUrls'>;

/** Opens the two accounts in an empty database that knows the test's pepper. */
export async function stockDatabase(storage: Storage): Promise<Stock> {
  const context: OperationContext = { ...contextOf(storage), clock: () => firstMoment };
  await installCatalog(context);
  const [lojaverde, lojaazul] = [await openAccount(context, 'lojaverde'), await openAccount(context, 'lojaazul')];
  return {
    owners: {
      lojaverde: await withTokenId(storage, lojaverde.key),
      lojaazul: await withTokenId(storage, lojaazul.key),
    },
    setupUrls: { lojaverde: lojaverde.owner.setupUrl, lojaazul: lojaazul.owner.setupUrl },
  };
}

/** A shop in an empty database of its own, for tests in which one installation must not be another's copy. */
export async function stockShop(storage: Storage): Promise<Shop> {
  return shopOn(storage, await stockDatabase(storage));
}

/** A shop on a database that was stocked. */
export function shopOn(storage: Storage, stock: Stock): Shop {
  const clock = { now: firstMoment };
  const reported: string[] = [];
  const context: OperationContext = {
    ...contextOf(storage),
    clock: () => clock.now,
    async onChanged(revision) {
      reported.push(revision);
    },
  };
  const addRole: Shop['addRole'] = async (account, resources, name = `role ${Math.random()}`) => {
    return (await createRole(context, operator, { account, name, resources })).value.id;
  };
  const addKey: Shop['addKey'] = async (account, roleIds = [], label = 'ERP') => {
    return await withTokenId(storage, (await createKey(context, operator, { account, label, roleIds })).value);
  };
  return {
    context,
    storage,
    clock,
    reported,
    ...stock,
    addRole,
    addKey,
    async callerWith(account, resources) {
      return asCaller(await addKey(account, [await addRole(account, resources)], 'caller'));
    },
    async lastEvent() {
      const head = await storage.audit.findAuditHead();
      return JSON.parse(head?.content ?? 'null') as WrittenEvent;
    },
  };
}

async function openAccount(context: OperationContext, name: string) {
  const ownerEmail = `ana@${name}.example`;
  const { value } = await createAccount(context, operator, { name, ownerEmail, withKeyLabel: 'first key' });
  assert.ok(value.key !== undefined);
  assert.equal(ownerRoleId, 1);
  return { ...value, key: value.key };
}

/** Adds `count` new roles in one change; answers their ids. */
export async function addRoles({ storage, clock }: Shop, account: string, count: number): Promise<number[]> {
  const { value } = await storage.change(clock.now, async (tx) => {
    const accountId = (await tx.findAccountByName(account))?.id ?? 0;
    const draft = {
      accountId,
      kind: 'custom',
      template: null,
      resources: ['OMSViewer'],
      createdAt: clock.now,
    } as const;
    const ids: number[] = [];
    for (let i = 0; i < count; i++) ids.push((await tx.insertRole({ ...draft, name: `one of many, ${i}` })).id);
    const event = {
      action: 'role.created',
      actor: operator,
      accountId,
      subject: 'x',
      before: null,
      after: null,
    } as const;
    return { value: ids, event };
  });
  return value;
}

/** For `assert.rejects`: an error of this code whose message has all these parts. */
export function refusal(code: ErrorCode, ...parts: readonly string[]): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof ChaveiroError)) throw error;
    assert.equal(error.code, code, error.message);
    for (const part of parts) assert.ok(error.message.includes(part), `"${part}" is not in: ${error.message}`);
    return true;
  };
}
