import assert from 'node:assert/strict';
import type { OwnedAccount } from './account-subjects.ts';
import { callApi } from './api.ts';

/** All that an account can see of itself, without when its keys were used: the test itself uses some. */
export async function lookInto(url: string, { name, owner }: OwnedAccount): Promise<string> {
  const seen: unknown[] = [];
  for (const list of ['keys', 'external-keys', 'roles', 'users', 'settings', 'audit']) {
    let cursor: unknown = null;
    do {
      const page = cursor === null ? '' : `&cursor=${cursor}`;
      const query = list === 'settings' ? '' : `?limit=200${page}`;
      const { status, body } = await callApi(url, owner, 'GET', `/api/v1/accounts/${name}/${list}${query}`);
      assert.equal(status, 200, list);
      seen.push(list === 'audit' ? withoutFailures(body) : body);
      cursor = body.nextCursor ?? null;
    } while (cursor !== null);
  }
  return JSON.stringify(seen, (field, value) => (field === 'lastUsedAt' ? undefined : value), 1);
}

/** That somebody tried a pair of one of its keys an account is told within a minute, whoever it was and wherever. */
function withoutFailures({ items }: { readonly [name: string]: unknown }): unknown {
  return (items as readonly { action: string }[]).filter(({ action }) => action !== 'credential.failed');
}
