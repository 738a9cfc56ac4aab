import type { ChangeFeed, Verifier } from '#engine';
import type { Peppers } from '../../domain/pepper.ts';
import { type StoredFeed, withTokenKeys } from '../../domain/token-keys.ts';
import { FeedHub } from './feed-hub.ts';
import { FollowerRegistry } from './follower-registry.ts';

/** A feed that this server decides by, and at the same time passes on to its followers. */
export interface ServedFeed {
  /** For the verifier of this server. */
  readonly feed: ChangeFeed;
  readonly hub: FeedHub;
  readonly followers: FollowerRegistry;
}

/** @param verifier the one that reads `feed`: it exists only after it */
export function serveFeed(stored: StoredFeed, peppers: Peppers, verifier: () => Verifier): ServedFeed {
  const followers = new FollowerRegistry(peppers);
  const hub = new FeedHub({ feed: withTokenKeys(stored, peppers), verifier });
  followers.onRevoked((id) => hub.endStreamsOf(id));
  return { feed: hub.tap(withTokenKeys(stored, peppers, followers)), hub, followers };
}
