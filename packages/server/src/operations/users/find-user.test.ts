import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shops } from '../both-engines.fixture.ts';
import { asCaller, openShop, refusal } from '../shop.fixture.ts';
import { findRoleHolder } from './find-role-holder.ts';
import { findUserId } from './find-user-id.ts';
import { account, bia, userWith } from './users.fixture.ts';

test('everybody may ask for their own id, by their own address and by none that only looks like it', async (t) => {
  const shop = await openShop(t);
  const actor = await userWith(shop, ['OMSViewer']);
  const find = (email: string) => findUserId({ ...shop.context, surface: 'vtex' }, actor, { account, email });
  assert.equal(await find(bia), actor.userId);
  assert.equal(await find(` ${bia.toUpperCase()} `), actor.userId);
  assert.equal(await find(bia.replace('bia', 'bía')), null);
  await assert.rejects(find('ana@lojaverde.example'), refusal('resource_missing'));
});

for (const [engine, open] of Object.entries(shops)) {
  test(`what has an @ and is no address is nobody, whatever else is in it (${engine})`, async (t) => {
    const shop = await open(t);
    const owner = asCaller(shop.owners.lojaverde);
    const context = { ...shop.context, surface: 'vtex' } as const;
    for (const name of ['ana\0@lojaverde.example', 'ána@lojaverde.example', '@']) {
      assert.equal(await findRoleHolder(context, owner, { account, name, purpose: 'read' }), null, name);
    }
  });
}
