import type { AccountRecord } from './change-feed.ts';

/** What is known of an account. The same object for as long as the index lives. */
export interface AccountEntry {
  readonly id: number;
  /** Where key rows point to. */
  readonly slot: number;
  /** `null` until the account's own record arrives: a key may mention it first. */
  record: AccountRecord | null;
}

/** Accounts by id, by slot and by name. */
export class AccountEntries {
  readonly #byId = new Map<number, AccountEntry>();
  readonly #bySlot: AccountEntry[] = [];
  readonly #byName = new Map<string, AccountEntry>();

  /** Answers whether the record was newer than what is held. */
  apply(record: AccountRecord): boolean {
    const entry = this.getOrCreate(record.id);
    if (record.revision <= (entry.record?.revision ?? -1)) return false;
    entry.record = record;
    this.#byName.set(record.name, entry);
    return true;
  }

  /** The entry of an account, whether or not its record is known. */
  getOrCreate(id: number): AccountEntry {
    let entry = this.#byId.get(id);
    if (entry === undefined) {
      entry = { id, slot: this.#bySlot.length, record: null };
      this.#byId.set(id, entry);
      this.#bySlot.push(entry);
    }
    return entry;
  }

  atSlot(slot: number): AccountEntry {
    return this.#bySlot[slot] as AccountEntry;
  }

  /** `undefined` for an account of which nobody has heard. */
  findById(id: number): AccountEntry | undefined {
    return this.#byId.get(id);
  }

  /** `undefined` for an account that does not exist. */
  findByName(name: string): AccountEntry | undefined {
    return this.#byName.get(name);
  }
}
