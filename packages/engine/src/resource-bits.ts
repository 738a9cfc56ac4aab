import type { ResourceRecord } from './change-feed.ts';

/** Gives every resource a small number, its place in the bitsets of roles. */
export class ResourceBits {
  readonly #bitById = new Map<number, number>();
  readonly #bitByKey = new Map<string, number>();
  readonly #revisionById = new Map<number, number>();

  /** Answers whether the record was newer than what is held. */
  apply(record: ResourceRecord): boolean {
    if (record.revision <= (this.#revisionById.get(record.id) ?? -1)) return false;
    this.#revisionById.set(record.id, record.revision);
    this.#bitByKey.set(record.key, this.bitOfId(record.id));
    return true;
  }

  /** Also for a resource that only a role has mentioned so far: its own record may come later. */
  bitOfId(id: number): number {
    let bit = this.#bitById.get(id);
    if (bit === undefined) {
      bit = this.#bitById.size;
      this.#bitById.set(id, bit);
    }
    return bit;
  }

  /** `undefined` for a resource that does not exist. */
  findBit(key: string): number | undefined {
    return this.#bitByKey.get(key);
  }
}
