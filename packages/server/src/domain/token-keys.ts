import type { ChangeFeed, FeedRecord, KeyRecord, TokenRecord } from '#engine';
import type { Follower } from './follower.ts';
import type { Peppers } from './pepper.ts';

/** A token as the database has it: it names the pepper from which its key is derived. */
interface StoredToken extends Omit<TokenRecord, 'key'> {
  readonly pepperId: string;
}

export interface StoredKey extends Omit<KeyRecord, 'tokens'> {
  readonly tokens: readonly StoredToken[];
}

/** A follower, or one that was revoked: what a server has to know of it, and nothing that decisions need. */
export interface StoredFollower extends Omit<Follower, 'createdAt' | 'revokedAt'> {
  readonly kind: 'follower';
  readonly revision: number;
  readonly isRevoked: boolean;
}

export type StoredRecord = Exclude<FeedRecord, KeyRecord> | StoredKey | StoredFollower;

/** Who hears which followers there are. */
export interface FollowerListener {
  /** Everything is read anew: those of before may be gone. */
  forget(): void;
  apply(follower: StoredFollower): void;
}

/** The feed of a database, which knows no secret: whoever decides needs `withTokenKeys` of it. */
export type StoredFeed = ChangeFeed<StoredRecord>;

/**
 * The same feed with the key of each token, so that its readers need no pepper. A token whose pepper is unknown has
 * none, and can be checked by nobody. Which followers there are is told apart: no reader learns of another one.
 */
export function withTokenKeys(
  feed: StoredFeed,
  peppers: Pick<Peppers, 'has' | 'tokenKey'>,
  followers?: FollowerListener,
): ChangeFeed {
  function complete(record: StoredRecord): FeedRecord | [] {
    if (record.kind === 'follower') {
      followers?.apply(record);
      return [];
    }
    if (record.kind !== 'key') return record;
    const tokens = record.tokens.map(({ pepperId, ...token }) => ({
      ...token,
      key: peppers.has(pepperId) ? peppers.tokenKey(record.id, token.id, pepperId) : null,
    }));
    return { ...record, tokens };
  }

  async function* completeAll(batches: AsyncIterable<readonly StoredRecord[]>): AsyncGenerator<readonly FeedRecord[]> {
    for await (const batch of batches) yield batch.flatMap(complete);
  }

  return {
    async openSnapshot() {
      followers?.forget();
      const { revision, batches } = await feed.openSnapshot();
      return { revision, batches: completeAll(batches) };
    },
    async readChanges(after) {
      const changes = await feed.readChanges(after);
      return changes.kind === 'resync' ? changes : { ...changes, records: changes.records.flatMap(complete) };
    },
  };
}
