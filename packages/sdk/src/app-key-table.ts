import { randomInt } from 'node:crypto';
import type { KeyRows } from './key-rows.ts';

const shardBits = 8;
const firstSlots = 16;
const longestAppKey = 128;

/** The rows of one part of the hash space; 0 is an empty slot. */
interface Shard {
  slots: Uint32Array;
  used: number;
}

/**
 * From key string to row, by open addressing with linear probing.
 *
 * The hash is seeded anew in every process, so that nobody can prepare key strings that collide.
 * 256 small tables instead of one: each grows on its own, and no single growth moves more than
 * one part in 256 of all keys.
 */
export class AppKeyTable {
  readonly #rows: KeyRows;
  readonly #seed = randomInt(2 ** 32);
  readonly #shards: readonly Shard[];

  constructor(rows: KeyRows) {
    this.#rows = rows;
    this.#shards = Array.from({ length: 1 << shardBits }, () => ({ slots: new Uint32Array(firstSlots), used: 0 }));
  }

  /** The key's row, or 0. */
  find(appKey: string): number {
    if (appKey.length > longestAppKey) return 0;
    const hash = this.#hash(appKey);
    const slots = this.#shard(hash).slots;
    for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const row = slots[slot] as number;
      if (row === 0) return 0;
      if (this.#rows.hash(row) === hash && this.#rows.hasAppKey(row, appKey)) return row;
    }
  }

  /** Adds a row for a key string that `find` does not know. */
  add(appKey: string, id: string): number {
    const hash = this.#hash(appKey);
    const shard = this.#shard(hash);
    // Beyond three quarters, chains of occupied slots grow long.
    if ((shard.used + 1) * 4 > shard.slots.length * 3) this.#grow(shard);
    const row = this.#rows.add(appKey, id, hash);
    put(shard.slots, hash, row);
    shard.used++;
    return row;
  }

  get byteLength(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.slots.byteLength, 0);
  }

  #grow(shard: Shard): void {
    const larger = new Uint32Array(shard.slots.length * 2);
    for (const row of shard.slots) {
      if (row !== 0) put(larger, this.#rows.hash(row), row);
    }
    shard.slots = larger;
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

function put(slots: Uint32Array, hash: number, row: number): void {
  let slot = hash & (slots.length - 1);
  while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
  slots[slot] = row;
}
