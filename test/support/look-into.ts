import assert from 'node:assert/strict';
import type { OwnedAccount } from './account-subjects.ts';
import { callApi } from './api.ts';

/**
 * All that an account can see of itself, a text for each thing. Without what comes late or from the look itself: when
 * keys were used, and that somebody tried a wrong pair, which an account is told within a minute. The texts are not
 * grouped by page, for an event that comes late moves all others on.
 */
export async function lookInto(url: string, { name, owner }: OwnedAccount): Promise<string[]> {
  const seen: string[] = [];
  for (const list of ['keys', 'external-keys', 'roles', 'users', 'settings', 'audit']) {
    let cursor: unknown = null;
    do {
      const page = cursor === null ? '' : `&cursor=${cursor}`;
      const query = list === 'settings' ? '' : `?limit=200${page}`;
      const { status, body } = await callApi(url, owner, 'GET', `/api/v1/accounts/${name}/${list}${query}`);
      assert.equal(status, 200, list);
      for (const thing of (body.items as Thing[] | undefined) ?? [body]) {
        if (thing.action !== 'credential.failed') seen.push(`${list} ${JSON.stringify(thing, withoutUse)}`);
      }
      cursor = body.nextCursor ?? null;
    } while (cursor !== null);
  }
  return seen;
}

interface Thing {
  readonly action?: unknown;
}

function withoutUse(field: string, value: unknown): unknown {
  return field === 'lastUsedAt' ? undefined : value;
}
