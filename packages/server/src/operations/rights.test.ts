import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../domain/actor.ts';
import type { AuditEvent } from '../domain/audit-event.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { managementRights } from '../domain/management-right.ts';
import { setAccountStatus } from './accounts/set-account-status.ts';
import type { OperationContext } from './context.ts';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { createKey } from './keys/create-key.ts';
import { deleteKey } from './keys/delete-key.ts';
import { finishRenewal, undoRenewal } from './keys/end-renewal.ts';
import { listKeys } from './keys/list-keys.ts';
import { showKey } from './keys/show-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { listLinkAttempts } from './links/list-link-attempts.ts';
import { listResources } from './resources/list-resources.ts';
import { changeRole } from './roles/change-role.ts';
import { createRole } from './roles/create-role.ts';
import { deleteRole } from './roles/delete-role.ts';
import { listRoleTemplates } from './roles/list-role-templates.ts';
import { listRoles } from './roles/list-roles.ts';
import { asCaller, openShop, operator, refusal, type Shop, type ShopKey, tokenIdOf } from './shop.fixture.ts';
import { showKeyUsage } from './usage/show-key-usage.ts';

/** For a change that no operation offers yet. */
const anyEvent: AuditEvent = {
  action: 'key.changed',
  actor: operator,
  accountId: null,
  subject: 'test',
  before: null,
  after: null,
};

interface Case {
  readonly accepts: readonly string[];
  call(context: OperationContext, actor: Actor, account: string, of: Subjects): Promise<unknown>;
}

/** Things of `lojaverde` that the operations act on. */
interface Subjects {
  readonly key: string;
  /** A key with a pending renewal. */
  readonly renewedKey: string;
  readonly role: number;
  readonly foreignKey: string;
}

/** Every operation that acts on an account, with the resources of which any one opens it. */
const cases: Readonly<Record<string, Case>> = {
  listKeys: { accepts: ['ViewApiKeys', 'RenewApiToken'], call: (c, a, account) => listKeys(c, a, { account }) },
  showKey: {
    accepts: ['ViewApiKeys', 'RenewApiToken'],
    call: (c, a, account, { key }) => showKey(c, a, { account, key }),
  },
  listLinkAttempts: {
    accepts: ['ViewApiKeys', 'RenewApiToken'],
    call: (c, a, account, { key }) => listLinkAttempts(c, a, { account, key }),
  },
  createKey: {
    accepts: ['EditApiKeys'],
    call: (c, a, account) => createKey(c, a, { account, label: 'x', roleIds: [] }),
  },
  changeKey: {
    accepts: ['EditApiKeys'],
    call: (c, a, account, { key }) => changeKey(c, a, { account, key, label: 'changed' }),
  },
  addExternalKey: {
    accepts: ['EditApiKeys'],
    call: (c, a, account, { foreignKey, role }) =>
      addExternalKey(c, a, { account, appKey: foreignKey, roleIds: [role] }),
  },
  listRoles: { accepts: ['Get_Roles_Paged', 'ViewApiKeys'], call: (c, a, account) => listRoles(c, a, { account }) },
  listRoleTemplates: {
    accepts: ['Get_Roles_Paged', 'ViewApiKeys'],
    call: (c, a, account) => listRoleTemplates(c, a, { account }),
  },
  listResources: {
    accepts: ['Get_Roles_Paged', 'ViewApiKeys'],
    call: (c, a, account) => listResources(c, a, { account }),
  },
  createRole: {
    accepts: ['Create_Role'],
    call: (c, a, account) => createRole(c, a, { account, name: 'new', resources: ['OMSViewer'] }),
  },
  changeRole: {
    accepts: ['Create_Role'],
    call: (c, a, account, { role }) => changeRole(c, a, { account, role, name: 'renamed' }),
  },
  showKeyUsage: {
    accepts: ['ViewApiKeys', 'RenewApiToken'],
    call: (c, a, account, { key }) => showKeyUsage(c, a, { account, key }),
  },
  deleteKey: { accepts: ['EditApiKeys'], call: (c, a, account, { key }) => deleteKey(c, a, { account, key }) },
  startRenewal: { accepts: ['RenewApiToken'], call: (c, a, account, { key }) => startRenewal(c, a, { account, key }) },
  finishRenewal: {
    accepts: ['RenewApiToken'],
    call: (c, a, account, { renewedKey: key }) => finishRenewal(c, a, { account, key }),
  },
  undoRenewal: {
    accepts: ['RenewApiToken'],
    call: (c, a, account, { renewedKey: key }) => undoRenewal(c, a, { account, key }),
  },
  deleteRole: { accepts: ['Create_Role'], call: (c, a, account, { role }) => deleteRole(c, a, { account, role }) },
};

async function subjectsOf(shop: Shop): Promise<Subjects> {
  const renewedKey = (await shop.addKey('lojaverde')).id;
  await startRenewal(shop.context, operator, { account: 'lojaverde', key: renewedKey });
  return {
    renewedKey,
    key: (await shop.addKey('lojaverde')).id,
    role: await shop.addRole('lojaverde', ['OMSViewer']),
    foreignKey: (await shop.addKey('lojaazul')).appKey,
  };
}

async function errorOf(work: Promise<unknown>): Promise<ChaveiroError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChaveiroError)) throw error ?? new Error('it was allowed');
  return error;
}

test('an account in which the caller has no role answers every operation as one that does not exist', async (t) => {
  const shop = await openShop(t);
  const of = await subjectsOf(shop);
  const stranger = asCaller(shop.owners.lojaazul);
  const before = await shop.storage.readRevision();
  for (const [name, { call }] of Object.entries(cases)) {
    const unknown = await errorOf(call(shop.context, stranger, 'lojanenhuma', of));
    for (const account of ['lojaverde', 'NOT A NAME\u0000']) {
      const { code, message, fields } = await errorOf(call(shop.context, stranger, account, of));
      assert.deepEqual(
        [code, message, fields],
        ['not_found', unknown.message, { field: 'account' }],
        `${name} ${account}`,
      );
    }
  }
  assert.equal(await shop.storage.readRevision(), before);
});

test('a role without the resource opens nothing, and the refusal names what would', async (t) => {
  const shop = await openShop(t);
  const of = await subjectsOf(shop);
  for (const [name, { accepts, call }] of Object.entries(cases)) {
    const others = ['OMSViewer', ...managementRights].filter((resource) => !accepts.includes(resource));
    const caller = await shop.callerWith('lojaverde', others);
    const before = await shop.storage.readRevision();
    const error = await errorOf(call(shop.context, caller, 'lojaverde', of));
    assert.equal(error.code, 'resource_missing', name);
    assert.deepEqual(error.fields.missingResources, accepts, name);
    for (const resource of accepts) assert.ok(error.message.includes(resource), name);
    assert.equal(await shop.storage.readRevision(), before, name);
  }
});

test('each of the accepted resources alone opens the operation', async (t) => {
  const shop = await openShop(t);
  for (const [name, { accepts, call }] of Object.entries(cases)) {
    for (const resource of accepts) {
      const of = await subjectsOf(shop);
      const caller = await shop.callerWith('lojaverde', [resource]);
      await assert.doesNotReject(call(shop.context, caller, 'lojaverde', of), `${name} with ${resource}`);
    }
  }
});

test('only an operator gets into an inactive account, and whoever has no role there still hears of nothing', async (t) => {
  const shop = await openShop(t);
  const guest = shop.owners.lojaazul;
  const role = await shop.addRole('lojaverde', ['ViewApiKeys']);
  await addExternalKey(shop.context, operator, { account: 'lojaverde', appKey: guest.appKey, roleIds: [role] });
  const stranger = asCaller(await shop.addKey('lojaazul'));
  await setAccountStatus(shop.context, operator, { name: 'lojaverde', isActive: false });
  const ask = (actor: Actor) => listKeys(shop.context, actor, { account: 'lojaverde' });
  await assert.rejects(ask(asCaller(guest)), refusal('account_inactive'));
  await assert.rejects(ask(stranger), refusal('not_found'));
  assert.equal((await ask(operator)).total, 1);
});

test('a caller that was deactivated or deleted after it was recognised, or whose owner was, does nothing any more', async (t) => {
  const shop = await openShop(t);
  const [gone, asleep, orphan] = [
    await shop.addKey('lojaverde', [1]),
    await shop.addKey('lojaverde', [1]),
    shop.owners.lojaazul,
  ];
  await addExternalKey(shop.context, operator, { account: 'lojaverde', appKey: orphan.appKey, roleIds: [1] });
  await deleteKey(shop.context, operator, { account: 'lojaverde', key: gone.id });
  await changeKey(shop.context, operator, { account: 'lojaverde', key: asleep.id, isActive: false });
  await setAccountStatus(shop.context, operator, { name: 'lojaazul', isActive: false });
  for (const account of ['lojaverde', 'lojanenhuma']) {
    const create = (key: ShopKey) => createKey(shop.context, asCaller(key), { account, label: 'x', roleIds: [] });
    await assert.rejects(create(gone), refusal('invalid_credentials'));
    await assert.rejects(create(asleep), refusal('key_inactive'));
    await assert.rejects(create(orphan), refusal('key_inactive'));
  }
});

test('a token that was deleted after it was recognised does nothing any more, and its successor does', async (t) => {
  const shop = await openShop(t);
  const [account, old] = ['lojaverde', asCaller(shop.owners.lojaverde)];
  await startRenewal(shop.context, operator, { account, key: old.keyId });
  const renewed = { ...old, tokenId: await tokenIdOf(shop.storage, old.keyId, 'new') };
  await listKeys(shop.context, old, { account });
  await finishRenewal(shop.context, operator, { account, key: old.keyId });
  const stranger = { ...old, tokenId: shop.owners.lojaazul.tokenId };
  for (const caller of [old, stranger]) {
    await assert.rejects(listKeys(shop.context, caller, { account }), refusal('invalid_credentials', 'token'));
  }
  await listKeys(shop.context, renewed, { account });
});

test('a caller is who its id and its key string say, not one of them alone', async (t) => {
  const shop = await openShop(t);
  const { lojaverde, lojaazul } = shop.owners;
  const mixed = asCaller({ ...lojaazul, appKey: lojaverde.appKey });
  await assert.rejects(listKeys(shop.context, mixed, { account: 'lojaverde' }), refusal('invalid_credentials'));
});

test('a grant opens the account until it expires, then as little as none', async (t) => {
  const shop = await openShop(t);
  const { clock, storage, owners } = shop;
  const role = await shop.addRole('lojaverde', ['ViewApiKeys']);
  await addExternalKey(shop.context, operator, {
    account: 'lojaverde',
    appKey: owners.lojaazul.appKey,
    roleIds: [role],
  });
  const account = await storage.read((tx) => tx.findAccountByName('lojaverde'));
  await storage.change(clock.now, async (tx) => {
    const grant = await tx.findGrant(account?.id ?? 0, owners.lojaazul.id);
    assert.ok(grant !== undefined);
    await tx.putGrant({ ...grant, expiresAt: clock.now + 1000 });
    return { event: anyEvent, value: null };
  });
  const ask = () => listKeys(shop.context, asCaller(owners.lojaazul), { account: 'lojaverde' });
  clock.now += 999;
  assert.equal((await ask()).total, 1);
  clock.now += 1;
  await assert.rejects(ask(), refusal('not_found'));
});

test('roles of one account open nothing in another', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole('lojaverde', ['OMSViewer']);
  await addExternalKey(shop.context, operator, {
    account: 'lojaverde',
    appKey: shop.owners.lojaazul.appKey,
    roleIds: [role],
  });
  const owner = asCaller(shop.owners.lojaazul);
  await assert.rejects(listKeys(shop.context, owner, { account: 'lojaverde' }), refusal('resource_missing'));
  assert.equal((await listKeys(shop.context, owner, { account: 'lojaazul' })).total, 1);
});
