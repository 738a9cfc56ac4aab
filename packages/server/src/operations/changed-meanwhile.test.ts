/** Two people who change the same thing: what one did not touch stays as the other left it, or they are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChaveiroError } from '../domain/errors.ts';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeExternalKey } from './external-keys/change-external-key.ts';
import { removeExternalKey } from './external-keys/remove-external-key.ts';
import { showExternalKey } from './external-keys/show-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { deleteKey } from './keys/delete-key.ts';
import { finishRenewal, undoRenewal } from './keys/end-renewal.ts';
import { showKey } from './keys/show-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { changeRole } from './roles/change-role.ts';
import { deleteRole } from './roles/delete-role.ts';
import { showRole } from './roles/show-role.ts';
import { changeSettings } from './settings/change-settings.ts';
import { showSettings } from './settings/show-settings.ts';
import { openShop, operator, refusal, type Shop } from './shop.fixture.ts';
import { addUser } from './users/add-user.ts';
import { changeUser } from './users/change-user.ts';
import { removeUser } from './users/remove-user.ts';
import { showUser } from './users/show-user.ts';
import type { ExpectedVersions } from './view-version.ts';

const account = 'lojaverde';

/** For `assert.rejects`: refused with the thing as it is. */
function changed(current: object) {
  return (error: unknown) => {
    assert.ok(error instanceof ChaveiroError);
    assert.deepEqual([error.code, error.fields.current], ['changed_meanwhile', current]);
    return true;
  };
}

interface Versioned {
  readonly show: () => Promise<{ readonly version: string }>;
  /** Changes, each for a version, that all can be made as things are. */
  readonly changes: readonly ((ifVersion: ExpectedVersions) => Promise<unknown>)[];
  /** The last of all, after which it is gone. */
  readonly ending?: (ifVersion: ExpectedVersions) => Promise<unknown>;
}

async function versionedThings(shop: Shop): Promise<Readonly<Record<string, Versioned>>> {
  const { context } = shop;
  const [orders, other] = [await shop.addRole(account, ['OMSViewer']), await shop.addRole(account, ['Changes'])];
  const key = { account, key: (await shop.addKey(account, [orders])).id };
  await startRenewal(context, operator, key);
  const guest = await shop.addKey('lojaazul');
  await addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds: [orders] });
  const external = { account, key: guest.id };
  const { id: user } = (await addUser(context, operator, { account, email: 'bia@example.com', roleIds: [] })).value;
  const role = { account, role: await shop.addRole(account, ['OMSViewer']) };
  return {
    key: {
      show: () => showKey(context, operator, key),
      changes: [
        (ifVersion) => changeKey(context, operator, { ...key, label: 'other', ifVersion }),
        (ifVersion) => changeKey(context, operator, { ...key, roleIds: { add: [other] }, ifVersion }),
        (ifVersion) => changeKey(context, operator, { ...key, isActive: false, ifVersion }),
        (ifVersion) => undoRenewal(context, operator, { ...key, ifVersion }),
      ],
      ending: (ifVersion) => deleteKey(context, operator, { ...key, ifVersion }),
    },
    'external key': {
      show: () => showExternalKey(context, operator, external),
      changes: [
        (ifVersion) => changeExternalKey(context, operator, { ...external, note: 'ours', ifVersion }),
        (ifVersion) => changeExternalKey(context, operator, { ...external, roleIds: { add: [other] }, ifVersion }),
        (ifVersion) =>
          changeExternalKey(context, operator, { ...external, expiresAt: '2030-01-01T00:00:00Z', ifVersion }),
      ],
      ending: (ifVersion) => removeExternalKey(context, operator, { ...external, ifVersion }),
    },
    user: {
      show: () => showUser(context, operator, { account, user }),
      changes: [
        (ifVersion) => changeUser(context, operator, { account, user, name: 'Bia', ifVersion }),
        (ifVersion) => changeUser(context, operator, { account, user, roleIds: [orders, other], ifVersion }),
      ],
      ending: (ifVersion) => removeUser(context, operator, { account, user, ifVersion }),
    },
    role: {
      // Without what lists say besides.
      show: async () => {
        const { holders: _, ...view } = await showRole(context, operator, role);
        return view;
      },
      changes: [
        (ifVersion) => changeRole(context, operator, { ...role, name: 'Shipping', ifVersion }),
        (ifVersion) => changeRole(context, operator, { ...role, resources: { add: ['Changes'] }, ifVersion }),
      ],
      ending: (ifVersion) => deleteRole(context, operator, { ...role, ifVersion }),
    },
    settings: {
      show: () => showSettings(context, operator, { account }),
      changes: [
        (ifVersion) => changeSettings(context, operator, { account, renewalPeriodMonths: 6, ifVersion }),
        (ifVersion) => changeSettings(context, operator, { account, enforceExpiry: true, ifVersion }),
      ],
    },
  };
}

test('each change makes another version; a change for a version that is no more changes nothing, and says what is now', async (t) => {
  const shop = await openShop(t);
  for (const [name, { show, changes, ending }] of Object.entries(await versionedThings(shop))) {
    const versions = new Set([(await show()).version]);
    for (const change of [...changes, ...(ending ? [ending] : [])]) {
      const before = await show();
      const revision = await shop.storage.readRevision();
      await assert.rejects(change(['stale']), changed(before), name);
      await assert.rejects(change([]), changed(before), name);
      assert.equal(await shop.storage.readRevision(), revision);
      await change(['stale', before.version]);
      if (change === ending) continue;
      versions.add((await show()).version);
    }
    assert.equal(versions.size, 1 + changes.length, name);
  }
});

test('a version is of what people set: neither use, nor another name of a role, nor another account makes one', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const { id: key, appKey } = await shop.addKey(account, [role]);
  const { version } = await showKey(shop.context, operator, { account, key });
  shop.clock.now += 1000;
  await changeRole(shop.context, operator, { account, role, name: 'renamed', resources: ['Changes'] });
  const abroad = await shop.addRole('lojaazul', ['OMSViewer']);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey, roleIds: [abroad] });
  assert.equal((await showKey(shop.context, operator, { account, key })).version, version);
});

test('a role that a colleague took away stays away when another is added meanwhile, to a key, an external key and a user', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const [one, two, three] = [
    await shop.addRole(account, ['OMSViewer']),
    await shop.addRole(account, ['Changes']),
    await shop.addRole(account, ['ListOrders']),
  ] as const;
  const key = { account, key: (await shop.addKey(account, [one, two])).id };
  const guest = await shop.addKey('lojaazul');
  await addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds: [one, two] });
  const external = { account, key: guest.id };
  const person = { account, email: 'bia@example.com', roleIds: [one, two] };
  const user = { account, user: (await addUser(context, operator, person)).value.id };
  for (const change of [
    (roleIds: object) => changeKey(context, operator, { ...key, roleIds }),
    (roleIds: object) => changeExternalKey(context, operator, { ...external, roleIds }),
    (roleIds: object) => changeUser(context, operator, { ...user, roleIds }),
  ]) {
    await change({ remove: [two] });
    const { value } = await change({ add: [three] });
    assert.deepEqual(
      value.roles.map(({ id }) => id),
      [one, three],
    );
    assert.equal((await change({ add: [three], remove: [two, 999] })).value.version, value.version);
    await assert.rejects(change({ add: [999] }), refusal('invalid_request', '999'));
    await assert.rejects(change({ add: [two], remove: [two] }), refusal('invalid_request', 'both'));
  }
  const last = { ...external, roleIds: { remove: [one, three] } };
  await assert.rejects(changeExternalKey(context, operator, last), refusal('invalid_request', 'at least one'));
});

test('a resource that a colleague took out of a role stays out when another is put in meanwhile', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['Changes', 'OMSViewer']);
  const change = (resources: object) => changeRole(shop.context, operator, { account, role, resources });
  await change({ remove: ['Changes'] });
  const { value } = await change({ add: ['ListOrders'] });
  assert.deepEqual(value.resources, ['ListOrders', 'OMSViewer']);
  await assert.rejects(change({ remove: ['ListOrders', 'OMSViewer'] }), refusal('invalid_request', 'at least one'));
});

test('finishing and undoing end the renewal that is meant, and never a later one', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const key = { account, key: (await shop.addKey(account)).id };
  const startedAt = async () => (await showKey(context, operator, key)).renewal?.startedAt;
  await startRenewal(context, operator, key);
  const first = await startedAt();
  await undoRenewal(context, operator, { ...key, startedAt: first });
  shop.clock.now += 1000;
  await startRenewal(context, operator, key);
  const view = await showKey(context, operator, key);
  for (const end of [finishRenewal, undoRenewal]) {
    for (const dryRun of [true, false]) {
      await assert.rejects(end(context, operator, { ...key, startedAt: first, dryRun }), changed(view));
    }
    await assert.rejects(end(context, operator, { ...key, startedAt: 'soon' }), refusal('invalid_request', 'renewal'));
  }
  assert.deepEqual(await showKey(context, operator, key), view);
  // The same moment, as another program may write it.
  await finishRenewal(context, operator, { ...key, startedAt: view.renewal?.startedAt.replace('Z', '+00:00') });
  await assert.rejects(finishRenewal(context, operator, { ...key, startedAt: first }), refusal('no_renewal'));
});
