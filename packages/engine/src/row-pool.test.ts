import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowPool } from './row-pool.ts';

test('a released row is erased at once, and is the next to be given out', () => {
  const pool = new RowPool(16);
  const row = pool.allocate();
  const neighbour = pool.allocate();
  for (let word = 0; word < 4; word++) {
    pool.setWord(row, word, 0xffffffff);
    pool.setWord(neighbour, word, 0xeeeeeeee);
  }
  pool.release(row);
  const start = pool.byteStart(row);
  assert.deepEqual(pool.bytes(row).subarray(start, start + 16), Buffer.alloc(16));
  assert.equal(pool.getWord(neighbour, 0), 0xeeeeeeee);
  assert.equal(pool.allocate(), row);
});

test('rows keep their content and their memory while the pool grows', () => {
  const pool = new RowPool(24);
  const memory = pool.bytes(0).buffer;
  for (let number = 1; number <= 10_000; number++) {
    const row = pool.allocate();
    assert.equal(row, number);
    pool.setFloat(row, 0, number + 0.5);
    pool.setWord(row, 2, number * 2);
    pool.setWord(row, 5, number * 3);
  }
  for (let row = 1; row <= 10_000; row++) {
    assert.deepEqual(
      [pool.getFloat(row, 0), pool.getWord(row, 2), pool.getWord(row, 3), pool.getWord(row, 5)],
      [row + 0.5, row * 2, 0, row * 3],
    );
  }
  assert.equal(pool.bytes(0).buffer, memory);
});
