import type { Decision } from '../api/api-types.ts';
import type { TriedDecision } from '../api/decisions.ts';
import type { MessageId } from '../text/load-messages.ts';

export type DecisionCode = Decision['code'];

interface CodeText {
  /** What a gateway is answered. */
  readonly status: number;
  /** What it means, and what to do. */
  readonly text: MessageId;
}

/** Every code of a decision, in the order in which they are looked for; a new one does not compile without its words. */
export const codeTexts: Readonly<Record<DecisionCode, CodeText>> = {
  allowed: { status: 204, text: 'try.allowedText' },
  missing_credentials: { status: 401, text: 'try.missing' },
  ambiguous_credentials: { status: 401, text: 'try.ambiguous' },
  invalid_credentials: { status: 401, text: 'try.invalid' },
  key_inactive: { status: 401, text: 'try.keyInactive' },
  token_expired: { status: 401, text: 'try.tokenExpired' },
  account_inactive: { status: 403, text: 'try.accountInactive' },
  bad_path: { status: 403, text: 'try.badPath' },
  unknown_route: { status: 403, text: 'try.unknownRoute' },
  no_grant: { status: 403, text: 'try.noGrant' },
  resource_denied: { status: 403, text: 'try.resourceDenied' },
  not_ready: { status: 503, text: 'try.notReady' },
  too_stale: { status: 503, text: 'try.tooStale' },
  overloaded: { status: 503, text: 'try.overloaded' },
  misconfigured: { status: 503, text: 'try.misconfigured' },
};

/** What is wrong with a pair: more than whoever sends it hears. */
export const mistakeTexts: Readonly<Record<NonNullable<TriedDecision['mistake']>, MessageId>> = {
  unknown_key: 'try.unknownKey',
  deleted_key: 'try.deletedKey',
  malformed_token: 'try.malformed',
  wrong_checksum: 'try.checksum',
  wrong_token: 'try.wrongToken',
};
