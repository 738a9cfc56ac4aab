import type { TestContext } from 'node:test';
import type { UserActor } from '../../domain/actor.ts';
import { open, ownerOf, signedIn } from '../people.fixture.ts';
import { openShop, operator, type Shop } from '../shop.fixture.ts';
import { addUser } from './add-user.ts';

export const account = 'lojaverde';
export const bia = 'bia@lojaverde.example';

export async function add(shop: Shop, email: string, roleIds: readonly number[], where = account) {
  return (await addUser(shop.context, operator, { account: where, email, roleIds })).value;
}

/** A user of the account with these resources, who has a password and is signed in. */
export async function userWith(shop: Shop, resources: readonly string[], email = bia): Promise<UserActor> {
  const added = await add(shop, email, [await shop.addRole(account, resources)]);
  await open(shop, added.invitation.url);
  return await signedIn(shop, email);
}

export async function openWithOwner(t: TestContext) {
  const shop = await openShop(t);
  return { shop, ana: await ownerOf(shop, account) };
}
