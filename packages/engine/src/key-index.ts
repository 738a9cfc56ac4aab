import { AccountEntries, type AccountEntry } from './account-entries.ts';
import { ApiEntries } from './api-entries.ts';
import { AppKeyTable } from './app-key-table.ts';
import type { FeedRecord, GrantRecord, KeyRecord } from './change-feed.ts';
import { KeyRows } from './key-rows.ts';
import { ResourceBits } from './resource-bits.ts';
import type { Revision } from './revision.ts';
import { type RoleSet, RoleSets } from './role-sets.ts';
import { RowPool } from './row-pool.ts';
import { SigningKeyEntries } from './signing-key-entries.ts';
import { SlowChecks } from './slow-checks.ts';
import { TokenRows } from './token-rows.ts';
import { UserEntries } from './user-entries.ts';
import { UserTokenMemory } from './user-token-memory.ts';

/** A grant of a key that has several, or one that ends. */
interface SideGrant {
  readonly roleSet: number;
  readonly expiresAt: number | null;
}

/** The public half of a credential. */
export interface KeyIdentity {
  readonly id: string;
  readonly appKey: string;
  /** Name of the account that owns the key. */
  readonly owner: string;
}

/** A key in the first half, its first token in the second. */
const rowBytes = 128;

/** Must be a power of two. Enough for the keys in use at one time, and small beside the rows. */
const identitySlots = 8_192;

/**
 * Everything that decisions need, in memory.
 *
 * Keys are rows of bytes rather than objects: a hundred thousand of them cost some 15 MB and no
 * time of the garbage collector. Records of every kind may arrive in any order and more than once;
 * of each, only one that is newer than what is held is applied, and what was deleted keeps its row,
 * so that a record that was read before the deletion finds it and cannot bring the key back.
 */
export class KeyIndex {
  /** Bounds what is spent on credentials that have not passed before. */
  readonly slowChecks: Pick<SlowChecks, 'take'>;
  readonly #pool = new RowPool(rowBytes);
  readonly keys = new KeyRows(this.#pool);
  readonly tokens = new TokenRows(this.#pool);
  readonly accounts = new AccountEntries();
  readonly resources = new ResourceBits();
  readonly roleSets = new RoleSets(this.resources);
  readonly apis = new ApiEntries(this.resources);
  readonly users = new UserEntries(this.roleSets);
  readonly signingKeys = new SigningKeyEntries();
  /** User tokens of which the signature was right. */
  readonly userTokens = new UserTokenMemory();
  readonly #table = new AppKeyTable(this.keys);
  // Few keys have grants in several accounts, or grants that end. The rest need no object.
  readonly #sideGrants = new Map<number, readonly SideGrant[]>();
  readonly #identityRows = new Uint32Array(identitySlots);
  readonly #identities: (KeyIdentity | undefined)[] = new Array(identitySlots).fill(undefined);
  #liveKeys = 0;
  #revision: Revision | null = null;
  #structureVersion = 0;
  #hasDeadlines = false;

  constructor(slowChecks: Pick<SlowChecks, 'take'> = new SlowChecks()) {
    this.slowChecks = slowChecks;
  }

  /** Up to where the changes have been applied; `null` before the first time. */
  get revision(): Revision | null {
    return this.#revision;
  }

  /** Has to be called when all changes up to `revision` have been applied. */
  advance(revision: Revision): void {
    this.#revision = revision;
  }

  /**
   * Whether a decision can depend on the time at all: an account has enforced expiry, or a grant had
   * an end. Where neither was ever seen, nobody has to look at the clock.
   */
  get hasDeadlines(): boolean {
    return this.#hasDeadlines;
  }

  /** Grows when looking up names of accounts, resources or APIs may find something else than before. */
  get structureVersion(): number {
    return this.#structureVersion;
  }

  /** Has to be called when another index takes this one's place: no target is current any more. */
  retire(): void {
    this.#structureVersion++;
  }

  /** Applies a record if it is newer than what is held, and answers whether it was. */
  apply(record: FeedRecord): boolean {
    switch (record.kind) {
      case 'key':
        return this.#applyKey(record);
      case 'role':
        return this.roleSets.applyRole(record);
      case 'user':
        return this.users.apply(record);
      case 'signing-key':
        return this.signingKeys.apply(record);
      case 'account':
        this.#hasDeadlines ||= record.enforceExpiry;
        return this.#countStructure(this.accounts.apply(record));
      case 'api':
        return this.#countStructure(this.apis.apply(record));
      case 'resource': {
        const isNewer = this.#countStructure(this.resources.apply(record));
        if (isNewer) this.apis.findBitsAgain();
        return isNewer;
      }
    }
  }

  /** The row of a key string, or 0 when none is known. A deleted key has a row too, but no tokens. */
  find(appKey: string): number {
    return this.#table.find(appKey);
  }

  ownerOf(row: number): AccountEntry {
    return this.accounts.atSlot(this.keys.ownerSlot(row));
  }

  /** Roles that a key has in an account at this time; `undefined` when it has none. */
  findRoles(row: number, account: AccountEntry, now: number): RoleSet | undefined {
    const grant = this.keys.hasSideGrants(row) ? this.#findSideGrant(row, account, now) : this.keys.grant(row);
    const set = this.roleSets.get(grant);
    return set !== undefined && set.accountId === account.id && set.hasLiveRole ? set : undefined;
  }

  /** Who a key is. Kept for keys in use: making the texts anew would cost more than the decision. */
  identityOf(row: number): KeyIdentity {
    const slot = row & (identitySlots - 1);
    const kept = this.#identities[slot];
    if (kept !== undefined && this.#identityRows[slot] === row) return kept;
    const identity = {
      id: this.keys.id(row),
      appKey: this.keys.appKey(row),
      owner: this.ownerOf(row).record?.name ?? '',
    };
    this.#identityRows[slot] = row;
    this.#identities[slot] = identity;
    return identity;
  }

  /** Live keys, and the bytes of everything that grows with their number. */
  stats(): { readonly keys: number; readonly bytes: number } {
    const bytes = this.#pool.byteLength + this.tokens.byteLength + this.keys.byteLength + this.#table.byteLength;
    return { keys: this.#liveKeys, bytes };
  }

  #countStructure(isNewer: boolean): boolean {
    if (isNewer) this.#structureVersion++;
    return isNewer;
  }

  #applyKey(record: KeyRecord): boolean {
    const known = this.#table.find(record.appKey);
    if (known !== 0 && record.revision <= this.keys.revision(known)) return false;
    const row = known === 0 ? this.#table.add(record.appKey, record.id) : known;
    const wasLive = known !== 0 && !this.keys.isDeleted(row);
    this.#liveKeys += Number(!record.isDeleted) - Number(wasLive);

    this.tokens.replace(row, record.tokens);
    // The new grants are taken before the old ones are given back: a set that stays is not made again.
    const oldGrants = this.#grantsOf(row);
    const sideGrants = record.grants
      .map((grant) => ({ roleSet: this.#acquire(grant), expiresAt: grant.expiresAt }))
      .filter((grant) => grant.roleSet !== 0);
    for (const roleSet of oldGrants) this.roleSets.release(roleSet);
    const [only] = sideGrants;
    this.#hasDeadlines ||= sideGrants.some((grant) => grant.expiresAt !== null);
    const hasSideGrants = sideGrants.length > 1 || (only !== undefined && only.expiresAt !== null);
    if (hasSideGrants) this.#sideGrants.set(row, sideGrants);
    else this.#sideGrants.delete(row);

    this.keys.write(row, {
      revision: record.revision,
      ownerSlot: this.accounts.getOrCreate(record.accountId).slot,
      isActive: record.isActive,
      isDeleted: record.isDeleted,
      hasImported: record.tokens.some((token) => token.isImported),
      hasSideGrants,
      grant: hasSideGrants ? 0 : (only?.roleSet ?? 0),
    });
    return true;
  }

  #acquire(grant: GrantRecord): number {
    return this.roleSets.acquire(grant.accountId, grant.roleIds);
  }

  #grantsOf(row: number): readonly number[] {
    const side = this.#sideGrants.get(row);
    return side === undefined ? [this.keys.grant(row)] : side.map((grant) => grant.roleSet);
  }

  #findSideGrant(row: number, account: AccountEntry, now: number): number {
    for (const grant of this.#sideGrants.get(row) ?? []) {
      if (this.roleSets.get(grant.roleSet)?.accountId !== account.id) continue;
      return grant.expiresAt === null || now < grant.expiresAt ? grant.roleSet : 0;
    }
    return 0;
  }
}
