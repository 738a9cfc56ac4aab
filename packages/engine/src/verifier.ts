import type { ChangeFeed } from './change-feed.ts';
import {
  createTrace,
  type Decision,
  type DecisionRequest,
  type DecisionTrace,
  decide,
  denyCredential,
} from './decision.ts';
import type { DecisionCode } from './decision-codes.ts';
import { type FeedEvent, FeedFollower } from './feed-follower.ts';
import { KeyIndex } from './key-index.ts';
import type { Revision } from './revision.ts';
import type { SlowChecks } from './slow-checks.ts';
import { type Question, type ResolvedQuestion, resolveTarget } from './target.ts';

export interface VerifierOptions {
  readonly feed: ChangeFeed;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly clock?: () => number;
  /** Milliseconds that only grow, by which the age of what is known is measured. Default `performance.now`. */
  readonly monotonicMs?: () => number;
  /** How long to wait between two looks at the feed. Default 100. */
  readonly pollMs?: number;
  /** After how long without a word from the feed decisions are stale: always the same, or asked for each time. */
  readonly maxStalenessMs: number | (() => number);
  /** `deny` answers `too_stale`; `known-keys` goes on for the keys and tokens that are known. */
  readonly whenStale: 'deny' | 'known-keys';
  /** Bounds what is spent on credentials that have not passed before. Default: a fifth of a processor. */
  readonly slowChecks?: Pick<SlowChecks, 'take'>;
  readonly onEvent?: (event: FeedEvent) => void;
  /** Called when decisions are based on a newer revision than before. */
  readonly onAdvanced?: () => void;
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

/** With what a credential ends: the API token that was used or that a user token was made from, or a person's session. */
export interface CredentialOrigin {
  readonly type: 'token' | 'session';
  readonly id: string;
}

/** Decides from memory, and keeps that memory up to date. */
export interface Verifier {
  /** Resolves when everything is read; keeps trying while the source is away. Rejects when stopped before. */
  start(): Promise<void>;
  /** There may be news: the feed is asked now and not at the next look. */
  wake(): void;
  /** Ends following; decisions go on until they are stale. */
  stop(): void;
  resolve(question: Question): ResolvedQuestion;
  /** `decide`, with `not_ready` and `too_stale`. Never waits and never throws. Fills in `trace`, if there is one. */
  decide(request: DecisionRequest, trace?: DecisionTrace): Decision;
  /** A denial that says its code and nothing about any credential. Fills in `trace`. */
  deny(target: ResolvedQuestion, code: DecisionCode, trace: DecisionTrace): Decision;
  /** `null` unless the credential was right. Has to be called right after the decision was made, before anything is awaited. */
  originOf(trace: DecisionTrace): CredentialOrigin | null;
  /**
   * Resolves when decisions are based on `revision` or a later one; with `null`, on a read that
   * began after this call. Rejects when the source fails, does not answer within 2 s, or has no
   * such revision.
   */
  catchUp(revision: Revision | null): Promise<void>;
  /** Whether `revision` is reached within `timeoutMs`. */
  waitFor(revision: Revision, timeoutMs: number): Promise<boolean>;
  state(): VerifierState;
  /** What decisions are based on. A resync replaces it: do not keep it. */
  readonly index: KeyIndex;
}

const defaultPollMs = 100;

/** Makes a verifier; nothing happens until `start`. */
export function createVerifier(options: VerifierOptions): Verifier {
  const clock = options.clock ?? Date.now;
  const follower = new FeedFollower({
    feed: options.feed,
    createIndex: () => new KeyIndex(options.slowChecks),
    pollMs: options.pollMs ?? defaultPollMs,
    monotonicMs: options.monotonicMs ?? (() => performance.now()),
    onEvent: options.onEvent ?? (() => {}),
    onAdvanced: options.onAdvanced ?? (() => {}),
  });
  const unread = createTrace();
  const decideNow = (index: KeyIndex, request: DecisionRequest, trace: DecisionTrace) =>
    decide(index, request, index.hasDeadlines || request.userToken !== undefined ? clock() : 0, trace);
  const { maxStalenessMs } = options;
  const isStale = (ageMs: number | null) =>
    ageMs !== null && ageMs > (typeof maxStalenessMs === 'number' ? maxStalenessMs : maxStalenessMs());

  return {
    start: () => follower.start(),
    wake: () => follower.wake(),
    stop: () => follower.stop(),
    resolve: (question) => resolveTarget(follower.index, question),
    catchUp: (revision) => follower.catchUp(revision),
    waitFor: (revision, timeoutMs) => follower.waitFor(revision, timeoutMs),

    decide: (request, trace = unread) => {
      const index = follower.index;
      const ageMs = follower.ageMs;
      const deny = (code: 'not_ready' | 'too_stale') => denyCredential(index, request.target, code, trace);
      if (ageMs === null) return deny('not_ready');
      if (!isStale(ageMs)) return decideNow(index, request, trace);
      if (options.whenStale === 'deny') return deny('too_stale');
      const decision = decideNow(index, request, trace);
      // Only what is known can be decided on: what is unknown here may have been made since.
      return decision.code === 'invalid_credentials' ? deny('too_stale') : decision;
    },

    deny: (target, code, trace) => denyCredential(follower.index, target, code, trace),

    originOf: ({ tokenRow, sessionId }) => {
      if (sessionId !== null) return { type: 'session', id: sessionId };
      return tokenRow === 0 ? null : { type: 'token', id: follower.index.tokens.id(tokenRow) };
    },

    state: () => {
      const ageMs = follower.ageMs;
      return {
        ready: follower.isReady,
        revision: follower.index.revision,
        ageMs,
        isStale: isStale(ageMs),
        keys: follower.index.stats().keys,
      };
    },

    get index() {
      return follower.index;
    },
  };
}
