import type { ChangeFeed, FeedRecord, KeyRecord, TokenRecord } from '#engine';
import type { Peppers } from './pepper.ts';

/** A token as the database has it: it names the pepper from which its key is derived. */
interface StoredToken extends Omit<TokenRecord, 'key'> {
  readonly pepperId: string;
}

export interface StoredKey extends Omit<KeyRecord, 'tokens'> {
  readonly tokens: readonly StoredToken[];
}

export type StoredRecord = Exclude<FeedRecord, KeyRecord> | StoredKey;

/** The feed of a database, which knows no secret: whoever decides needs `withTokenKeys` of it. */
export type StoredFeed = ChangeFeed<StoredRecord>;

/**
 * The same feed with the key of each token, so that its readers need no pepper. A token whose pepper is unknown has
 * none, and can be checked by nobody.
 */
export function withTokenKeys(feed: StoredFeed, peppers: Pick<Peppers, 'has' | 'tokenKey'>): ChangeFeed {
  function complete(record: StoredRecord): FeedRecord {
    if (record.kind !== 'key') return record;
    const tokens = record.tokens.map(({ pepperId, ...token }) => ({
      ...token,
      key: peppers.has(pepperId) ? peppers.tokenKey(record.id, token.id, pepperId) : null,
    }));
    return { ...record, tokens };
  }

  async function* completeAll(batches: AsyncIterable<readonly StoredRecord[]>): AsyncGenerator<readonly FeedRecord[]> {
    for await (const batch of batches) yield batch.map(complete);
  }

  return {
    async openSnapshot() {
      const { revision, batches } = await feed.openSnapshot();
      return { revision, batches: completeAll(batches) };
    },
    async readChanges(after) {
      const changes = await feed.readChanges(after);
      return changes.kind === 'resync' ? changes : { ...changes, records: changes.records.map(complete) };
    },
  };
}
