import type { AccountRecord, FeedRecord, KeyRecord, UserRecord } from './change-feed.ts';

/** Finds the record of an account that exists. */
type FindAccount = (id: number) => AccountRecord | undefined;

/**
 * What a follower of one account gets of the feed: this account with its roles, all resources and routes, the keys and people
 * that have roles here, and the accounts that own these keys. Nothing else, and of what it gets nothing about other accounts.
 *
 * It remembers what it has told, so that a key which loses its last role here is told as deleted, and one that never had any
 * is not told at all. One view may serve several followers of an account: what one of them was told is no secret from another.
 */
export class AccountView {
  readonly #accountId: number;
  readonly #findAccount: FindAccount;
  readonly #keys = new Set<string>();
  readonly #users = new Set<string>();
  readonly #owners = new Set<number>();

  constructor(accountId: number, findAccount: FindAccount) {
    this.#accountId = accountId;
    this.#findAccount = findAccount;
  }

  /** What these records come to for this account. Each key comes after the account that owns it. */
  project(records: readonly FeedRecord[]): FeedRecord[] {
    const told: FeedRecord[] = [];
    const owners = new Set<number>();
    for (const record of records) {
      const projected = this.#projectOne(record);
      if (projected === undefined) continue;
      if (projected.kind === 'key') owners.add(projected.accountId);
      told.push(projected);
    }
    return [...this.#ownersOf(owners, records), ...told];
  }

  /**
   * Whether a reader that was away while these records changed can go on with them. It cannot when a key or a person without
   * roles here is among them that this view has not told: they may have had some when the reader left.
   */
  canResumeWith(records: readonly FeedRecord[]): boolean {
    return records.every((record) => {
      if (record.kind === 'key') return this.#hasRolesHere(record.grants) || this.#keys.has(record.id);
      if (record.kind === 'user') return this.#hasRolesHere(record.memberships) || this.#users.has(record.id);
      return true;
    });
  }

  /** The accounts of keys of others: each reader needs them, whatever another one was told. */
  #ownersOf(ids: ReadonlySet<number>, records: readonly FeedRecord[]): AccountRecord[] {
    // An account and its first key may come together, before anybody knows the account.
    const among = records.filter((record) => record.kind === 'account');
    return [...ids]
      .filter((id) => id !== this.#accountId)
      .flatMap((id) => {
        // One that is not known yet comes with the changes; until then nobody decides on its keys.
        this.#owners.add(id);
        return among.find((account) => account.id === id) ?? this.#findAccount(id) ?? [];
      });
  }

  #hasRolesHere(places: readonly { readonly accountId: number }[]): boolean {
    return places.some(({ accountId }) => accountId === this.#accountId);
  }

  #projectOne(record: FeedRecord): FeedRecord | undefined {
    switch (record.kind) {
      case 'resource':
      case 'api':
      case 'signing-key':
        return record;
      case 'role':
        return record.accountId === this.#accountId ? record : undefined;
      case 'account':
        return record.id === this.#accountId || this.#owners.has(record.id) ? record : undefined;
      case 'key':
        return this.#projectKey(record);
      case 'user':
        return this.#projectUser(record);
    }
  }

  #projectKey(key: KeyRecord): KeyRecord | undefined {
    const grants = key.grants.filter(({ accountId }) => accountId === this.#accountId);
    if (grants.length === 0) {
      return this.#keys.has(key.id) ? { ...key, isDeleted: true, tokens: [], grants } : undefined;
    }
    this.#keys.add(key.id);
    return { ...key, grants };
  }

  #projectUser(user: UserRecord): UserRecord | undefined {
    const memberships = user.memberships.filter(({ accountId }) => accountId === this.#accountId);
    if (memberships.length === 0) return this.#users.has(user.id) ? { ...user, sessions: [], memberships } : undefined;
    this.#users.add(user.id);
    return { ...user, memberships };
  }
}
