import { createHmac, timingSafeEqual } from 'node:crypto';
import { isNodeCredential, tokenDigest } from '#engine';
import { ChaveiroError } from './errors.ts';
import type { Peppers } from './pepper.ts';

/** Who may follow the changes of this installation: an edge, or a service with the SDK. */
export interface Follower {
  /** UUID in lower case. */
  readonly id: string;
  /** As the operator calls it; of those that are not revoked, each has another one. */
  readonly name: string;
  /** The account of which it gets the part; `null` for everything. */
  readonly accountId: number | null;
  readonly pepperId: string;
  /** HMAC-SHA-256 of the credential's digest, under a key that is derived from the pepper. */
  readonly storedHash: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

const namePattern = /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/;

/** Throws `invalid_request`. */
export function checkFollowerName(name: string): void {
  if (namePattern.test(name)) return;
  throw new ChaveiroError(
    'invalid_request',
    'The name of a node has 1 to 63 lower-case letters, digits, dots, hyphens and underscores, and begins and ends with a letter or digit.',
    { field: 'name' },
  );
}

/** What the database keeps of a credential. Throws `pepper_missing`. */
export function hashOfCredential(peppers: Peppers, credential: string, pepperId: string): Uint8Array {
  return createHmac('sha256', peppers.followerKey(pepperId)).update(tokenDigest(credential), 'latin1').digest();
}

/** Finds the follower of a credential. The same time for a wrong one, whoever there is. */
export function findFollower<T extends Pick<Follower, 'storedHash' | 'pepperId'>>(
  followers: Iterable<T>,
  peppers: Peppers,
  credential: string,
): T | undefined {
  if (!isNodeCredential(credential)) return undefined;
  const hashes = new Map<string, Uint8Array>();
  let found: T | undefined;
  for (const follower of followers) {
    if (!peppers.has(follower.pepperId)) continue;
    let hash = hashes.get(follower.pepperId);
    if (hash === undefined) {
      hash = hashOfCredential(peppers, credential, follower.pepperId);
      hashes.set(follower.pepperId, hash);
    }
    if (timingSafeEqual(hash, follower.storedHash)) found = follower;
  }
  return found;
}
