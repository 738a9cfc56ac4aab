import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { FeedRecord, KeyRecord, Revision, RoleRecord } from '@chaveiro/sdk';
import fc from 'fast-check';
import { ChaveiroError } from '../domain/errors.ts';
import { managementRights } from '../domain/management-right.ts';
import type { WriteTransaction } from '../storage/storage.ts';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeExternalKey } from './external-keys/change-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { createKey } from './keys/create-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { changeRole } from './roles/change-role.ts';
import { createRole } from './roles/create-role.ts';
import { asCaller, openShop, operator, type Shop } from './shop.fixture.ts';

/** Stands for the Owner role among rights: more than all management rights together. */
const ownership = 'Owner';
const everything: readonly string[] = [ownership, ...managementRights];

// --- what happens ---

const resources = fc.subarray([...managementRights, 'OMSViewer'], { minLength: 1 });
const someRoles = fc.array(fc.nat(), { maxLength: 2 });

const step = fc.record({
  /** Which of the attacker's credentials acts. */
  actor: fc.nat(),
  act: fc.oneof(
    fc.record({ verb: fc.constant('createRole'), resources }),
    fc.record({ verb: fc.constant('changeRole'), role: fc.nat(), resources }),
    fc.record({ verb: fc.constant('createKey'), roles: someRoles }),
    fc.record({ verb: fc.constant('giveRoles'), key: fc.nat(), roles: someRoles }),
    fc.record({ verb: fc.constant('activate'), key: fc.nat() }),
    { weight: 2, arbitrary: fc.record({ verb: fc.constant('renew'), key: fc.nat() }) },
    fc.record({ verb: fc.constant('addExternal'), key: fc.nat(), roles: someRoles }),
    fc.record({ verb: fc.constant('changeExternal'), key: fc.nat(), roles: someRoles }),
  ),
});

/** How an account stands before anything happens. Roles are numbers of roles; 0 is Owner. */
const beginning = fc.record({
  roles: fc.array(resources, { minLength: 1, maxLength: 4 }),
  /** What the attacker holds besides a little that makes most steps possible. */
  attacker: fc.oneof(
    { weight: 5, arbitrary: fc.subarray([...managementRights]) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  /** Inactive keys of the account: their roles here, and whether and what they hold in the other account. */
  sleepers: fc.array(fc.record({ roles: someRoles, abroad: fc.option(fc.nat()) }), { minLength: 1, maxLength: 3 }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Beginning = typeof beginning extends fc.Arbitrary<infer T> ? T : never;

// --- the account, put up in one change ---

interface Credential {
  readonly id: string;
  readonly appKey: string;
}

interface Stage {
  readonly account: string;
  readonly accountId: number;
  readonly start: Revision;
  readonly attacker: Credential;
  /** Keys of the other account. */
  readonly guests: readonly Credential[];
}

/** Why an operation may have refused a step. */
const refusals = [
  'above_own_rights',
  'own_rights',
  'own_renewal',
  'renewal_pending',
  'owner_role_fixed',
  'resource_missing',
  'external_key_exists',
  'not_found',
  'key_inactive',
];

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

async function setStage(shop: Shop, { roles, attacker, sleepers }: Beginning): Promise<Stage> {
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

// --- what is then so, read from the feed by which nodes decide ---

interface World {
  readonly names: ReadonlyMap<number, string>;
  /** The roles of the other account, which no step changes. */
  readonly foreignRoles: readonly RoleRecord[];
}

async function readWorld(shop: Shop): Promise<World> {
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

class State {
  readonly roles: readonly RoleRecord[];
  /** Keys of the account and its guests, in the order of their making. */
  readonly keys: readonly KeyRecord[];
  readonly #world: World;

  constructor(world: World, records: readonly FeedRecord[]) {
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

async function readState(shop: Shop, stage: Stage, world: World): Promise<State> {
  const changes = await shop.storage.feed.readChanges(stage.start);
  assert.ok(changes.kind === 'changes');
  return new State(world, changes.records);
}

// --- one step, and what must hold after it ---

function pick<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  assert.ok(found !== undefined);
  return found;
}

/** Answers the credential that the step put into the attacker's hands, if any. */
async function perform(shop: Shop, stage: Stage, state: State, actor: Credential, act: Step['act']) {
  const { context } = shop;
  const { account, guests } = stage;
  const caller = asCaller(actor);
  const roleIds = 'roles' in act ? act.roles.map((number) => pick(state.roles, number).id) : [];
  // An external key has at least one role.
  const given = roleIds.length > 0 ? roleIds : [pick(state.roles, 1).id];
  const ownKeys = state.keys.filter((key) => key.accountId === stage.accountId);
  switch (act.verb) {
    case 'createRole':
      await createRole(context, caller, { account, name: randomUUID(), resources: act.resources });
      return undefined;
    case 'changeRole':
      await changeRole(context, caller, { account, role: pick(state.roles, act.role).id, resources: act.resources });
      return undefined;
    case 'createKey':
      return (await createKey(context, caller, { account, label: 'new', roleIds })).value;
    case 'giveRoles':
      return (await changeKey(context, caller, { account, key: pick(ownKeys, act.key).id, roleIds })).value;
    case 'activate':
      return (await changeKey(context, caller, { account, key: pick(ownKeys, act.key).id, isActive: true })).value;
    case 'renew':
      return (await startRenewal(context, caller, { account, key: pick(ownKeys, act.key).id })).value;
    case 'addExternal': {
      const input = { account, appKey: pick(guests, act.key).appKey, roleIds: given };
      return (await addExternalKey(context, caller, input)).value;
    }
    case 'changeExternal': {
      const input = { account, key: pick(guests, act.key).id, roleIds: given };
      return (await changeExternalKey(context, caller, input)).value;
    }
  }
}

/** How often each thing happened over all runs: a property that never saw its subject proves nothing. */
const seen = { gained: 0, refused: 0, gainedAbroad: 0, ownRoles: 0, renewed: 0 };

function checkGains(stage: Stage, actor: Credential, before: State, after: State): void {
  const held = before.rightsOfKey(actor.id, stage.accountId);
  for (const key of after.keys) {
    const had = before.rightsOfKey(key.id);
    const gained = [...after.rightsOfKey(key.id)].filter((right) => !had.has(right));
    assert.deepEqual(
      gained.filter((right) => !held.has(right)),
      [],
      `${key.appKey} got what the actor does not hold`,
    );
    if (gained.length > 0) seen.gained += 1;
    if (gained.length > 0 && key.accountId !== stage.accountId) {
      seen.gainedAbroad += 1;
      assert.ok(held.has(ownership), 'an external key got management rights, but not from an Owner');
    }
  }
  for (const role of after.roles) {
    const had = before.rightsOfRole(before.roles.find(({ id }) => id === role.id));
    const added = after.rightsOfRole(role).filter((right) => !had.includes(right));
    assert.deepEqual(
      added.filter((right) => !held.has(right)),
      [],
      `role ${role.id} got what the actor does not hold`,
    );
  }
}

function checkRenewed(stage: Stage, actor: Credential, before: State, renewed: Credential | undefined): void {
  assert.ok(renewed !== undefined && renewed.id !== actor.id, 'a key renewed itself');
  const held = before.rightsOfKey(actor.id, stage.accountId);
  const obtained = [...before.rightsWhenActive(renewed.id)];
  assert.deepEqual(
    obtained.filter((right) => !held.has(right)),
    [],
    `the actor obtained ${renewed.appKey}, which holds more`,
  );
  if (obtained.length > 0) seen.renewed += 1;
}

function checkNothingOwnChanged(stage: Stage, actor: Credential, before: State, after: State): void {
  const own = before.roleIdsOf(actor.id, stage.accountId);
  assert.deepEqual(after.roleIdsOf(actor.id, stage.accountId), own, 'the actor changed their own roles');
  for (const id of own) {
    const resourcesOf = (state: State) => state.roles.find((role) => role.id === id)?.resourceIds;
    assert.deepEqual(resourcesOf(after), resourcesOf(before), 'the actor edited a role that they hold');
  }
}

test('whatever an actor does, with every credential that it gets hold of on the way, no key and no role gains a management right that the actor did not hold', async (t) => {
  const shop = await openShop(t);
  await shop.addRole('lojaazul', ['Create_Role', 'Save_User']);
  await shop.addRole('lojaazul', ['OMSViewer']);
  const world = await readWorld(shop);
  await fc.assert(
    fc.asyncProperty(beginning, fc.array(step, { minLength: 4, maxLength: 12 }), async (start, steps) => {
      const stage = await setStage(shop, start);
      const credentials: Credential[] = [stage.attacker];
      let before = await readState(shop, stage, world);
      for (const { actor: number, act } of steps) {
        const actor = pick(credentials, number);
        try {
          const credential = await perform(shop, stage, before, actor, act);
          if (act.verb === 'renew') checkRenewed(stage, actor, before, credential);
          if (credential !== undefined && !credentials.some(({ id }) => id === credential.id))
            credentials.push(credential);
        } catch (error) {
          if (!(error instanceof ChaveiroError)) throw error;
          assert.ok(refusals.includes(error.code), `${error.code}: ${error.message}`);
          if (error.code === 'above_own_rights') seen.refused += 1;
          if (error.code === 'own_rights') seen.ownRoles += 1;
        }
        const after = await readState(shop, stage, world);
        checkGains(stage, actor, before, after);
        checkNothingOwnChanged(stage, actor, before, after);
        before = after;
      }
    }),
    { numRuns: 180 },
  );
  for (const [what, times] of Object.entries(seen)) assert.ok(times > 2, `${what}: only ${times} times`);
});
