import { randomInt } from 'node:crypto';
import type { KeyRows } from './key-rows.ts';

const shardBits = 4;
const firstSlots = 16;
const longestAppKey = 128;

/** One part of the hash space: for each slot a hash and a row, side by side; row 0 is an empty slot. */
interface Shard {
  slots: Uint32Array;
  /** Number of slots less one, to be used as a mask. */
  mask: number;
  used: number;
}

/**
 * From key string to row, by open addressing with linear probing.
 *
 * The hash is seeded anew in every process, so that nobody can prepare key strings that collide.
 * It stands in the slot, so that a row is looked at only when it is most likely the one. Sixteen
 * tables instead of one: each grows on its own, and no growth moves more than one part in sixteen.
 */
export class AppKeyTable {
  readonly #rows: KeyRows;
  readonly #seed = randomInt(2 ** 32);
  readonly #shards: readonly Shard[];

  constructor(rows: KeyRows) {
    this.#rows = rows;
    this.#shards = Array.from({ length: 1 << shardBits }, () => newShard(firstSlots));
  }

  /** The key's row, or 0. */
  find(appKey: string): number {
    if (appKey.length > longestAppKey) return 0;
    const hash = this.#hash(appKey);
    const { slots, mask } = this.#shard(hash);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot * 2 + 1] as number;
      if (row === 0 || (slots[slot * 2] === hash && this.#rows.hasAppKey(row, appKey))) return row;
    }
  }

  /** Adds a row for a key string that `find` does not know. */
  add(appKey: string, id: string): number {
    const hash = this.#hash(appKey);
    const shard = this.#shard(hash);
    // Beyond three quarters, chains of occupied slots grow long.
    if ((shard.used + 1) * 4 > (shard.mask + 1) * 3) grow(shard);
    const row = this.#rows.add(appKey, id);
    put(shard, hash, row);
    return row;
  }

  get byteLength(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.slots.byteLength, 0);
  }

  #shard(hash: number): Shard {
    // The low bits choose the slot, so the high ones choose the table.
    return this.#shards[hash >>> (32 - shardBits)] as Shard;
  }

  #hash(appKey: string): number {
    let hash = this.#seed;
    for (let at = 0; at < appKey.length; at++) {
      hash = Math.imul(hash ^ appKey.charCodeAt(at), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

function newShard(slots: number): Shard {
  return { slots: new Uint32Array(slots * 2), mask: slots - 1, used: 0 };
}

function put(shard: Shard, hash: number, row: number): void {
  let slot = hash & shard.mask;
  while (shard.slots[slot * 2 + 1] !== 0) slot = (slot + 1) & shard.mask;
  shard.slots[slot * 2] = hash;
  shard.slots[slot * 2 + 1] = row;
  shard.used++;
}

function grow(shard: Shard): void {
  const larger = newShard((shard.mask + 1) * 2);
  for (let at = 0; at < shard.slots.length; at += 2) {
    const row = shard.slots[at + 1] as number;
    if (row !== 0) put(larger, shard.slots[at] as number, row);
  }
  Object.assign(shard, larger);
}
