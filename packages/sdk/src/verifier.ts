import type { ChangeFeed } from './change-feed.ts';
import type { Decision, DecisionRequest } from './decision.ts';
import type { Revision } from './revision.ts';
import type { Question, Target } from './target.ts';

/** Derives the key under which a token is stored: HMAC-SHA-256(pepper, "token" ‖ key id ‖ token id). */
export interface TokenKeys {
  /** 32 bytes. Throws when the pepper is unknown: then the token cannot be judged, and is never allowed. */
  tokenKey(keyId: string, tokenId: string, pepperId: string): Uint8Array;
}

/** What happened to the source, for logs and metrics. */
export type FeedEvent =
  | {
      readonly type: 'snapshot_loaded';
      readonly revision: Revision;
      readonly keys: number;
      readonly durationMs: number;
    }
  | { readonly type: 'resynced'; readonly revision: Revision; readonly keys: number; readonly durationMs: number }
  | { readonly type: 'source_lost'; readonly error: unknown }
  | { readonly type: 'source_back'; readonly awayMs: number };

export interface VerifierOptions {
  readonly feed: ChangeFeed;
  readonly tokenKeys: TokenKeys;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock?: () => number;
  /** Milliseconds that only grow, by which the age of what is known is measured. Default `performance.now`. */
  readonly monotonicMs?: () => number;
  /** How long to wait between two looks at the feed. Default 100. */
  readonly pollMs?: number;
  /** After how long without a word from the feed decisions are stale. */
  readonly maxStalenessMs: number;
  /** `deny` answers `too_stale`; `known-keys` goes on with what is known. */
  readonly whenStale: 'deny' | 'known-keys';
  readonly onEvent?: (event: FeedEvent) => void;
}

export interface VerifierState {
  readonly ready: boolean;
  /** `null` until ready. */
  readonly revision: Revision | null;
  /** Since the last successful read of the feed; `null` until ready. */
  readonly ageMs: number | null;
  readonly isStale: boolean;
  /** Live keys. */
  readonly keys: number;
}

/** Decides from memory, and keeps that memory up to date. */
export interface Verifier {
  /** Resolves when everything is read; keeps trying while the source is away. */
  start(): Promise<void>;
  stop(): void;
  resolve(question: Question): Target;
  /** Never waits and never throws. */
  decide(request: DecisionRequest): Decision;
  /**
   * Resolves when decisions are based on `revision` or a later one; with `null`, on a read that
   * began after this call. Rejects when the source fails, or after 2 s.
   */
  catchUp(revision: Revision | null): Promise<void>;
  /** Whether `revision` was reached within `timeoutMs`. */
  waitFor(revision: Revision, timeoutMs: number): Promise<boolean>;
  state(): VerifierState;
}

/** Makes a verifier; nothing happens until `start`. */
export function createVerifier(_options: VerifierOptions): Verifier {
  throw new Error('not ready');
}
