import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChaveiroError } from '../../domain/errors.ts';
import { page } from './paging.ts';

const all = [5, 3, 1, 4, 2].map((id) => ({ id }));
const byId = (item: { id: number }) => item.id;

test('pages show every item once, in order', () => {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const shown: ReturnType<typeof page<{ id: number }>> = page(all, byId, {
      limit: 2,
      ...(cursor !== null && { cursor }),
    });
    assert.equal(shown.total, 5);
    seen.push(...shown.items.map(byId));
    cursor = shown.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
});

test('the next page goes on behind the last item shown, also when that one is gone', () => {
  const { nextCursor } = page(all, byId, { limit: 3 });
  const without3 = all.filter(({ id }) => id !== 3);
  const next = page(without3, byId, { cursor: nextCursor as string });
  assert.deepEqual(next.items.map(byId), [4, 5]);
  assert.equal(next.nextCursor, null);
});

test('a page that ends exactly at the end has no next one', () => {
  assert.equal(page(all, byId, { limit: 5 }).nextCursor, null);
});

test('text is ordered by code unit, not by language', () => {
  const names = ['b', 'B', 'a', 'é', '_'].map((name) => ({ name }));
  assert.deepEqual(
    page(names, ({ name }) => name, {}).items.map(({ name }) => name),
    ['B', '_', 'a', 'b', 'é'],
  );
});

test('a list is sorted by what was asked for, in both directions, and ties go by the key', () => {
  const items = ['b1', 'a2', 'b0', 'a1', 'c0'].map((name) => ({ name }));
  const sorted = (order: 'asc' | 'desc') => {
    const sorting = { sort: 'letter', order, sortBy: ({ name }: { name: string }) => name.charAt(0) };
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: 2, ...(cursor !== null && { cursor }) };
      const shown: ReturnType<typeof page<{ name: string }>> = page(items, ({ name }) => name, query, sorting);
      seen.push(...shown.items.map(({ name }) => name));
      cursor = shown.nextCursor;
    } while (cursor !== null);
    return seen;
  };
  assert.deepEqual(sorted('asc'), ['a1', 'a2', 'b0', 'b1', 'c0']);
  assert.deepEqual(sorted('desc'), sorted('asc').toReversed());
});

test('a cursor of a list with another sort or order is refused', () => {
  const { nextCursor } = page(all, byId, { limit: 1 });
  const query = { cursor: nextCursor as string };
  for (const order of ['asc', 'desc'] as const) {
    assert.throws(
      () => page(all, byId, query, { sort: 'id', order, sortBy: byId }),
      (error: ChaveiroError) => error.fields.field === 'cursor',
    );
  }
});

test('a cursor that no page gave is refused', () => {
  for (const cursor of ['x', Buffer.from('"text"').toString('base64url'), Buffer.from('{}').toString('base64url')]) {
    assert.throws(
      () => page(all, byId, { cursor }),
      (error: ChaveiroError) => error.fields.field === 'cursor',
    );
  }
});

test('how many there are is exact to 10,000, and not told beyond, as in every list', () => {
  const items = Array.from({ length: 10_001 }, (_, id) => ({ id }));
  assert.equal(page(items.slice(1), byId, {}).total, 10_000);
  assert.equal(page(items, byId, {}).total, null);
});
