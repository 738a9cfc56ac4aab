import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChaveiroError } from '../domain/errors.ts';
import {
  beginning,
  type Credential,
  ownership,
  readState,
  readWorld,
  resources,
  type Stage,
  type State,
  setStage,
  someRoles,
} from './ceiling-stage.fixture.ts';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeExternalKey } from './external-keys/change-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { createKey } from './keys/create-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { changeRole } from './roles/change-role.ts';
import { createRole } from './roles/create-role.ts';
import { asCaller, openShop, type Shop } from './shop.fixture.ts';

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

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

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

function pick<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  assert.ok(found !== undefined);
  return found;
}

/** Answers the credential that the step put into the attacker's hands, if any. */
async function perform(shop: Shop, stage: Stage, state: State, actor: Credential, act: Step['act']) {
  const { context } = shop;
  const { account, guests } = stage;
  const tokens = state.keys.find(({ id }) => id === actor.id)?.tokens ?? [];
  // With its newest token: what the one before may not do of its own key is another test's.
  const caller = asCaller({ ...actor, tokenId: tokens.at(-1)?.id ?? '' });
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
