import type { Follower } from '../../domain/follower.ts';

export interface FollowerReader {
  /** Those that were not revoked, by name. */
  listFollowers(): Promise<Follower[]>;
}

export interface FollowerWriter {
  /** The caller has made sure that none which was not revoked has this name. */
  insertFollower(follower: Omit<Follower, 'revokedAt'>): Promise<void>;
  /** It stays as a tombstone: whoever has read it before hears of its end. */
  revokeFollower(id: string): Promise<void>;
}
