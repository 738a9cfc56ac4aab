import type { TokenRole } from '#engine';
import type { KeyUse } from '../../domain/key-use.ts';

/** Use of one key, as far as it was written. Times in milliseconds since 1970. */
export interface KeyUsage {
  /** The last use of each of its tokens in each account, the latest first. */
  readonly lastUses: readonly { readonly tokenId: string; readonly at: number; readonly address: string }[];
  /** Live tokens, the older one first. */
  readonly tokens: readonly { readonly id: string; readonly role: TokenRole; readonly createdAt: number }[];
  readonly hours: readonly { readonly tokenId: string; readonly allowed: number; readonly denied: number }[];
  /** By day (its beginning, UTC), token (`null`: a wrong one) and outcome, in all accounts together. */
  readonly days: readonly {
    readonly day: number;
    readonly tokenId: string | null;
    readonly code: string;
    readonly requests: number;
  }[];
}

/** Requests with one key on one day, in all accounts together. */
interface DayCounts {
  readonly keyId: string;
  /** Beginning of the day (UTC). */
  readonly day: number;
  readonly allowed: number;
  /** Also with a wrong token. */
  readonly denied: number;
}

export interface UsageReader {
  /** @param since the first hour and the first day that are wanted, by their beginnings */
  readKeyUsage(keyId: string, since: { readonly hour: number; readonly day: number }): Promise<KeyUsage>;
  /** Requests of some keys since a day (its beginning), in one statement that reads the rows of these keys alone. Days without any are left out. */
  countRequestsByDay(keyIds: readonly string[], sinceDay: number): Promise<DayCounts[]>;
}

/** Where use of keys is counted: outside of changes, without a revision and without their lock. */
export interface UsageStore {
  /**
   * Adds up counts and keeps the latest times, all or nothing, in one short transaction. Uses of keys
   * that do not exist (any more) are left out. Waits for a lock only for a moment, so that no change
   * ever waits long for it: then `storage_busy`.
   */
  addUses(uses: readonly KeyUse[]): Promise<void>;
  /** Erases counts of hours and days that began before these, at most `limit` of each; answers whether there may be more. */
  eraseUses(before: { readonly hour: number; readonly day: number }, limit: number): Promise<boolean>;
}
