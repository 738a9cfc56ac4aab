import type { SigningKeyEntry } from './signing-key-entries.ts';
import type { UserTokenClaims } from './user-token.ts';

/** The API token from which a user token was made, as it was found in the index. */
export interface FoundApiToken {
  readonly kind: 'key';
  readonly keyRow: number;
  readonly tokenRow: number;
  /** Of the key's record: as long as it has this one, its tokens are in the same rows. */
  readonly revision: number;
}

/** A token whose signature was right. Whether it is still good is asked each time anew. */
export interface SignedUserToken {
  readonly claims: UserTokenClaims;
  readonly signedBy: SigningKeyEntry;
  /** Of a key: where its API token was found last. */
  found?: FoundApiToken;
}

const halfCapacity = 5_000;

/**
 * Remembers by SHA-256 which user tokens were signed by us, so that a signature is verified once and not
 * for every request: no token is in memory, and no more than ten thousand are remembered.
 *
 * Two halves instead of a list in order of use: when the young half is full it becomes the old one, and
 * what nobody has asked for since is forgotten with the half before.
 */
export class UserTokenMemory {
  #young = new Map<string, SignedUserToken>();
  #old = new Map<string, SignedUserToken>();

  /** @param digest SHA-256 of the token, as a string of 32 characters that are bytes */
  find(digest: string): SignedUserToken | undefined {
    const young = this.#young.get(digest);
    if (young !== undefined) return young;
    const old = this.#old.get(digest);
    if (old !== undefined) this.remember(digest, old);
    return old;
  }

  remember(digest: string, token: SignedUserToken): void {
    if (this.#young.size >= halfCapacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(digest, token);
  }

  forget(digest: string): void {
    this.#young.delete(digest);
    this.#old.delete(digest);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
