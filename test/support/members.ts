import assert from 'node:assert/strict';
import type { PagesStage } from './pages.ts';
import { callWithCookies, goodPassword, signIn, tokenOf } from './people.ts';

/** One call as the owner of the stage's account; throws unless it succeeds. */
export async function asOwner<T>(stage: PagesStage, method: string, path: string, body?: unknown): Promise<T> {
  const address = `/api/v1/accounts/${stage.account}${path}`;
  const answer = await callWithCookies(stage.server.url, stage.cookies, method, address, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** A custom role of the stage's account; answers its id. */
export async function addRole(stage: PagesStage, name: string, resources: readonly string[]): Promise<number> {
  return (await asOwner<{ id: number }>(stage, 'POST', '/roles', { name, resources })).id;
}

/** A user of the stage's account who has opened the invitation; answers the cookies of their session. */
export async function addMember(stage: PagesStage, email: string, roles: readonly number[]): Promise<string> {
  const added = await asOwner<{ invitation: { url: string } }>(stage, 'POST', '/users', { email, roles });
  const token = tokenOf(added.invitation.url);
  const opened = await callWithCookies(stage.server.url, '', 'POST', '/api/v1/setup', {
    token,
    password: goodPassword,
  });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  return await signIn(stage.server.url, email);
}
