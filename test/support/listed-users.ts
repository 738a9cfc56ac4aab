import assert from 'node:assert/strict';
import { asOwner } from './members.ts';
import type { PagesStage } from './pages.ts';

/** The users of a stage's account. */
export const usersPath = '/api/v1/accounts/lojaverde/users';

interface ListedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly roles: readonly { readonly id: number; readonly name: string }[];
  readonly invitationExpiresAt: string | null;
}

/** The first user of the stage's account with this in the address; throws when there is none. */
export async function findListedUser(stage: PagesStage, email: string): Promise<ListedUser> {
  const { items } = await asOwner<{ items: ListedUser[] }>(stage, 'GET', `/users?q=${encodeURIComponent(email)}`);
  assert.ok(items[0] !== undefined, email);
  return items[0];
}
