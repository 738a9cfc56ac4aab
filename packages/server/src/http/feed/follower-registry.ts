import { tokenDigest } from '#engine';
import { findFollower } from '../../domain/follower.ts';
import type { Peppers } from '../../domain/pepper.ts';
import type { FollowerListener, StoredFollower } from '../../domain/token-keys.ts';

/** The followers of this installation, as far as this server knows: asked without a look at the database. */
export class FollowerRegistry implements FollowerListener {
  readonly #peppers: Peppers;
  readonly #followers = new Map<string, StoredFollower>();
  /** Digests of credentials that were right, by which they are found the next time. */
  readonly #remembered = new Map<string, string>();
  readonly #onRevoked = new Set<(followerId: string) => void>();

  constructor(peppers: Peppers) {
    this.#peppers = peppers;
  }

  /** The follower of a credential; `undefined` for one that is wrong or was revoked. */
  find(credential: string): StoredFollower | undefined {
    const digest = tokenDigest(credential);
    const known = this.#followers.get(this.#remembered.get(digest) ?? '');
    if (known !== undefined) return known;
    const found = findFollower(this.#followers.values(), this.#peppers, credential);
    if (found !== undefined) this.#remembered.set(digest, found.id);
    return found;
  }

  /** Calls `listener` with the id of each follower that is revoked from now on. */
  onRevoked(listener: (followerId: string) => void): void {
    this.#onRevoked.add(listener);
  }

  forget(): void {
    for (const id of [...this.#followers.keys()]) this.#remove(id);
  }

  apply(follower: StoredFollower): void {
    if (follower.isRevoked) this.#remove(follower.id);
    else this.#followers.set(follower.id, follower);
  }

  #remove(id: string): void {
    if (!this.#followers.delete(id)) return;
    for (const [digest, followerId] of this.#remembered) if (followerId === id) this.#remembered.delete(digest);
    for (const listener of this.#onRevoked) listener(id);
  }
}
