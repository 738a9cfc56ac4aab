import type { TokenRole } from './change-feed.ts';
import type { Revision } from './revision.ts';
import type { Target } from './target.ts';

/** Why a request was allowed or denied. The first that applies wins, in the order of `decide`. */
export type DecisionCode =
  | 'allowed'
  | 'missing_credentials'
  | 'ambiguous_credentials'
  | 'invalid_credentials'
  | 'key_inactive'
  | 'token_expired'
  | 'account_inactive'
  | 'bad_path'
  | 'unknown_route'
  | 'no_grant'
  | 'resource_denied'
  | 'misconfigured'
  | 'not_ready'
  | 'too_stale'
  | 'overloaded';

/** Who called: the public half of the credential. */
export interface KeyIdentity {
  readonly id: string;
  readonly appKey: string;
  /** Name of the account that owns the key. */
  readonly owner: string;
}

/** One question: may this pair do what the target asks for? */
export interface DecisionRequest {
  readonly appKey: string;
  readonly appToken: string;
  readonly target: Target;
  /** Upper case. Needed when the target asks by route. */
  readonly method?: string;
  /** The path as the client sent it, with or without query. Needed by route; checked whenever it is given. */
  readonly path?: string;
  /** Decide only for a token that has passed here before; anything dearer is `overloaded`. */
  readonly knownOnly?: boolean;
}

/** The answer to one request. */
export interface Decision {
  readonly allowed: boolean;
  readonly code: DecisionCode;
  /** The account that was called: the target's, or the key's own once the credential was right. */
  readonly account: string | null;
  /** `null` unless the credential was right. */
  readonly key: KeyIdentity | null;
  /** Keys are not people: always `null` until user tokens exist. */
  readonly user: null;
  /** Which of the key's tokens was used; `null` unless the credential was right. */
  readonly token: TokenRole | null;
  /** The first accepted resource that the key holds. */
  readonly matchedResource: string | null;
  /** What would have opened it, any one of these; empty until the credential was right. */
  readonly requiredResources: readonly string[];
  /** What the decision is based on; `null` only with `not_ready`. */
  readonly revision: Revision | null;
}
