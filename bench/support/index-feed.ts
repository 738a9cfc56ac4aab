import { createHmac, hash, randomBytes, randomUUID } from 'node:crypto';
import { type ChangeFeed, type FeedRecord, generateToken, type KeyRecord, type Revision } from '@chaveiro/engine';
import { keyLetters } from './key-letters.ts';
import { largeApi, largeCatalog, largeRoutes } from './large-tables.ts';

/** A credential that the feed's keys contain. */
export interface FeedPair {
  readonly appKey: string;
  readonly appToken: string;
}

/** A feed without a database behind it, for what is measured without a server. */
export interface IndexFeed {
  readonly feed: ChangeFeed;
  /** Active keys with a role in `called`. */
  readonly pairs: readonly FeedPair[];
  /** Keys like these, but switched off. */
  readonly inactivePairs: readonly FeedPair[];
}

/** The account that is called, one that owns a tenth of the keys, and one in which no key has a role. */
export const accounts = { called: 'loja', partner: 'parceiro', empty: 'vazia' } as const;
const accountNames = Object.values(accounts);
const [calledId, partnerId] = [1, 2];

/** A role holds every resource but these: the settings of orders. */
export const withheldResource = 'ViewOrdersSettings';

const pepper = randomBytes(32);
const revision = 'bench-1' as Revision;
const recordsPerBatch = 500;

/**
 * Makes the records of `keys` keys while they are read, so that they exist only in the index that
 * reads them. Spread over all, `usable` active ones and as many inactive ones have a token that is
 * known here; the others have a random hash. Every tenth key belongs to the partner and has a role
 * there and in the called account; the others belong to the called account.
 */
export function createIndexFeed(keys: number, usable: number): IndexFeed {
  const stride = Math.floor(keys / usable);
  const pairs: FeedPair[] = [];
  const inactivePairs: FeedPair[] = [];

  function keyRecord(number: number): KeyRecord {
    const id = randomUUID();
    const tokenId = randomUUID();
    const key = createHmac('sha256', pepper).update(`token${id}${tokenId}`).digest();
    const kept = number % stride === 0 ? pairs : number % stride === 1 ? inactivePairs : null;
    const appToken = kept === null ? null : generateToken();
    const accountId = number % 10 === 3 ? partnerId : calledId;
    const appKey = `appkey-${accountNames[accountId - 1]}-${keyLetters(number)}`;
    if (appToken !== null) kept?.push({ appKey, appToken });
    return {
      kind: 'key',
      revision: 1,
      id,
      appKey,
      accountId,
      isActive: kept !== inactivePairs,
      isDeleted: false,
      tokens: [
        {
          id: tokenId,
          role: 'current',
          key,
          storedHash: appToken === null ? randomBytes(32) : storedHash(key, appToken),
          isImported: false,
          createdAt: 1_760_000_000_000 + number,
        },
      ],
      grants: [
        { accountId, roleIds: [2], expiresAt: null },
        ...(accountId === partnerId ? [{ accountId: calledId, roleIds: [2], expiresAt: null }] : []),
      ],
    };
  }

  async function* batches(): AsyncGenerator<FeedRecord[]> {
    yield structure();
    for (let from = 0; from < keys; from += recordsPerBatch) {
      yield Array.from({ length: Math.min(recordsPerBatch, keys - from) }, (_, i) => keyRecord(from + i));
    }
  }

  return {
    pairs,
    inactivePairs,
    feed: {
      openSnapshot: async () => ({ revision, batches: batches() }),
      readChanges: async () => ({ kind: 'changes', revision, records: [] }),
    },
  };
}

/** HMAC-SHA-256(k, SHA-256(token)). */
function storedHash(key: Uint8Array, token: string): Uint8Array {
  return createHmac('sha256', key)
    .update(hash('sha256', token, 'buffer'))
    .digest();
}

/** Everything but keys: the accounts, 160 resources, one role in each account that gives roles, 790 routes. */
function structure(): FeedRecord[] {
  const given = largeCatalog.flatMap(({ key }, i) => (key === withheldResource ? [] : [i + 1]));
  return [
    ...accountNames.map((name, i) => ({
      kind: 'account' as const,
      revision: 1,
      id: i + 1,
      name,
      isActive: true,
      renewalPeriodMonths: 3 as const,
      enforceExpiry: false,
    })),
    ...largeCatalog.map(({ key }, i) => ({ kind: 'resource' as const, revision: 1, id: i + 1, key })),
    ...[calledId, partnerId].map((accountId) => ({
      kind: 'role' as const,
      revision: 1,
      accountId,
      id: 2,
      isDeleted: false,
      holdsEverything: false,
      resourceIds: given,
    })),
    { kind: 'api', revision: 1, name: largeApi, routes: largeRoutes },
  ];
}
