/** The account on which the property of the ceiling acts, and what is so in it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Revision, RoleRecord } from '#engine';
import { managementRights } from '../domain/management-right.ts';
import type { StoredKey, StoredRecord } from '../domain/token-keys.ts';
import type { WriteTransaction } from '../storage/storage.ts';
import { operator, type Shop } from './shop.fixture.ts';

/** Stands for the Owner role among rights: more than all management rights together. */
export const ownership = 'Owner';
const everything: readonly string[] = [ownership, ...managementRights];

export const resources = fc.subarray([...managementRights, 'OMSViewer'], { minLength: 1 });
export const someRoles = fc.array(fc.nat(), { maxLength: 2 });

/** How an account stands before anything happens. Roles are numbers of roles; 0 is Owner. */
export const beginning = fc.record({
  roles: fc.array(resources, { minLength: 1, maxLength: 4 }),
  /** What the attacker holds besides a little that makes most steps possible. */
  attacker: fc.oneof(
    { weight: 5, arbitrary: fc.subarray([...managementRights]) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  /** Inactive keys of the account: their roles here, and whether and what they hold in the other account. */
  sleepers: fc.array(fc.record({ roles: someRoles, abroad: fc.option(fc.nat()) }), { minLength: 1, maxLength: 3 }),
});

type Beginning = typeof beginning extends fc.Arbitrary<infer T> ? T : never;

export interface Credential {
  readonly id: string;
  readonly appKey: string;
}

export interface Stage {
  readonly account: string;
  readonly accountId: number;
  readonly start: Revision;
  readonly attacker: Credential;
  /** Keys of the other account. */
  readonly guests: readonly Credential[];
}

let stages = 0;

async function insertKey(tx: WriteTransaction, accountId: number, roleIds: number[], isActive = true) {
  const key = { id: randomUUID(), appKey: `test-${randomUUID().slice(9)}` };
  await tx.insertKey({
    ...key,
    accountId,
    label: 'key',
    createdAt: 0,
    createdBy: 'operator',
    roleIds,
    token: {
      id: randomUUID(),
      role: 'current',
      storedHash: Buffer.alloc(32),
      pepperId: 'test',
      isImported: false,
      createdAt: 0,
    },
  });
  if (!isActive) await tx.updateKey(key.id, { isActive });
  return key;
}

export async function setStage(shop: Shop, { roles, attacker, sleepers }: Beginning): Promise<Stage> {
  const start = await shop.storage.readRevision();
  const account = `loja${++stages}x`;
  const { value } = await shop.storage.change(0, async (tx) => {
    const { id: accountId } = await tx.insertAccount({ name: account, createdAt: 0 });
    const details = { accountId, template: null, createdAt: 0 };
    await tx.insertRole({ ...details, name: 'Owner', kind: 'owner', resources: [] });
    for (const [i, held] of roles.entries()) {
      await tx.insertRole({ ...details, name: `role ${i}`, kind: 'custom', resources: held });
    }
    const held = [...new Set(['EditApiKeys', 'Create_Role', 'RenewApiToken', ...(attacker ?? [])])];
    const own = await tx.insertRole({ ...details, name: 'attacker', kind: 'custom', resources: held });
    const abroad = await tx.findAccountByName('lojaazul');
    assert.ok(abroad !== undefined);
    const foreignRoles = await tx.listRoles(abroad.id);
    for (const sleeper of sleepers) {
      const roleIds = sleeper.roles.map((number) => 1 + (number % (roles.length + 1)));
      const { id } = await insertKey(tx, accountId, roleIds, false);
      if (sleeper.abroad === null) continue;
      const given = foreignRoles[sleeper.abroad % foreignRoles.length];
      const grant = { accountId: abroad.id, keyId: id, roleIds: [given?.id ?? 0] };
      await tx.putGrant({ ...grant, addedAt: 0, addedBy: 'operator', note: null, expiresAt: null });
    }
    const guests = [await insertKey(tx, abroad.id, []), await insertKey(tx, abroad.id, [])] as const;
    // One of the guests is here already, with a role to which a step may add what it should not hold.
    const harmless = await tx.insertRole({ ...details, name: 'orders', kind: 'custom', resources: ['OMSViewer'] });
    const grant = { accountId, keyId: guests[0].id, roleIds: [harmless.id] };
    await tx.putGrant({ ...grant, addedAt: 0, addedBy: 'operator', note: null, expiresAt: null });
    return {
      value: { accountId, guests, attacker: await insertKey(tx, accountId, [attacker === null ? 1 : own.id]) },
      event: { action: 'account.created', actor: operator, accountId, subject: account, before: null, after: null },
    };
  });
  return { ...value, account, start };
}

export interface World {
  readonly names: ReadonlyMap<number, string>;
  /** The roles of the other account, which no step changes. */
  readonly foreignRoles: readonly RoleRecord[];
}

export async function readWorld(shop: Shop): Promise<World> {
  const names = new Map<number, string>();
  const foreignRoles: RoleRecord[] = [];
  for await (const batch of (await shop.storage.feed.openSnapshot()).batches) {
    for (const record of batch) {
      if (record.kind === 'resource') names.set(record.id, record.key);
      if (record.kind === 'role') foreignRoles.push(record);
    }
  }
  return { names, foreignRoles };
}

export class State {
  readonly roles: readonly RoleRecord[];
  /** Keys of the account and its guests, in the order of their making. */
  readonly keys: readonly StoredKey[];
  readonly #world: World;

  constructor(world: World, records: readonly StoredRecord[]) {
    this.#world = world;
    this.roles = records.filter((record) => record.kind === 'role');
    this.keys = records.filter((record) => record.kind === 'key');
  }

  /** The management rights that a role holds. */
  rightsOfRole(role: RoleRecord | undefined): readonly string[] {
    if (role?.holdsEverything) return everything;
    const names = (role?.resourceIds ?? []).flatMap((id) => this.#world.names.get(id) ?? []);
    return names.filter((name) => everything.includes(name));
  }

  roleIdsOf(keyId: string, accountId: number): readonly number[] {
    const key = this.keys.find(({ id }) => id === keyId);
    return key?.grants.find((grant) => grant.accountId === accountId)?.roleIds ?? [];
  }

  /** What whoever has the key's token can do in one account, or in all of them together. */
  rightsOfKey(keyId: string, accountId?: number): ReadonlySet<string> {
    const isActive = this.keys.find(({ id }) => id === keyId)?.isActive;
    return isActive ? this.rightsWhenActive(keyId, accountId) : new Set();
  }

  /** The same, also while the key is inactive. */
  rightsWhenActive(keyId: string, accountId?: number): ReadonlySet<string> {
    const key = this.keys.find(({ id }) => id === keyId);
    const roles = [...this.roles, ...this.#world.foreignRoles];
    const rights = new Set<string>();
    for (const grant of key?.grants ?? []) {
      if (accountId !== undefined && grant.accountId !== accountId) continue;
      for (const id of grant.roleIds) {
        const role = roles.find((each) => each.accountId === grant.accountId && each.id === id);
        for (const right of this.rightsOfRole(role)) rights.add(right);
      }
    }
    return rights;
  }
}

export async function readState(shop: Shop, stage: Stage, world: World): Promise<State> {
  const changes = await shop.storage.feed.readChanges(stage.start);
  assert.ok(changes.kind === 'changes');
  return new State(world, changes.records);
}
