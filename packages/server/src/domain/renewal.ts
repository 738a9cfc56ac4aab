import type { TokenRole } from '#engine';
import { ChaveiroError } from './errors.ts';
import type { LinkState } from './single-access-link.ts';

/** That a key has a second token, which is to take the place of the first. */
export interface Renewal {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** `operator`, `key:{appKey}` or `user:{email}`. */
  readonly startedBy: string;
}

/** By what a list of keys can be narrowed. */
export const renewalStates = ['none', 'pending'] as const;
export type RenewalState = (typeof renewalStates)[number];

/**
 * Start gives a key a second token; finish deletes the old one, undo the new one; replace puts another
 * token in the place of the new one.
 */
export type RenewalStep = 'start' | 'replace' | 'finish' | 'undo';

/** What one step makes of a key's tokens. They keep their ids: only what is said of them changes. */
export interface TokenChange {
  /** The token that dies. */
  readonly deletes: TokenRole | null;
  readonly renames: { readonly from: TokenRole; readonly to: TokenRole };
  /** The token that comes in addition. */
  readonly adds: TokenRole | null;
  /** The state after it. */
  readonly leadsTo: RenewalState;
}

const steps: Readonly<Record<RenewalStep, TokenChange & { readonly from: RenewalState }>> = {
  start: { from: 'none', deletes: null, renames: { from: 'current', to: 'old' }, adds: 'new', leadsTo: 'pending' },
  replace: { from: 'pending', deletes: 'new', renames: { from: 'old', to: 'old' }, adds: 'new', leadsTo: 'pending' },
  finish: { from: 'pending', deletes: 'old', renames: { from: 'new', to: 'current' }, adds: null, leadsTo: 'none' },
  undo: { from: 'pending', deletes: 'new', renames: { from: 'old', to: 'current' }, adds: null, leadsTo: 'none' },
};

/**
 * Which step it takes to give a key another token: a start, or, when the link to the new token has
 * expired unopened, so that nobody will ever have that token, its replacement.
 *
 * Throws `link_unopened` while the link to the key's newest token can be opened: one more token would
 * leave two people with different ideas of which is the key's.
 *
 * @param tokens the key's live tokens, each with what became of the link that delivered it
 */
export function startingStep(
  tokens: readonly { readonly role: TokenRole; readonly link: LinkState | 'none' }[],
): 'start' | 'replace' {
  // By role and not by date: a clock that was set back makes a new token look older.
  const newest = tokens.find(({ role }) => role !== 'old');
  if (newest?.link === 'unopened') {
    throw new ChaveiroError(
      'link_unopened',
      'The single-access link to the newest token of this key was not opened yet: it has to be opened, or to expire, first.',
    );
  }
  return newest?.role === 'new' && newest.link === 'expired' ? 'replace' : 'start';
}

/**
 * What a step makes of the tokens that a key has: never fewer than one, never more than two.
 *
 * Throws `renewal_pending` for a start while a renewal is pending, and `no_renewal` for every other step
 * while none is.
 *
 * @param roles of the key's live tokens: `current` alone, or `old` and `new`
 */
export function stepRenewal(roles: readonly TokenRole[], step: RenewalStep): TokenChange {
  const state: RenewalState = roles.includes('new') ? 'pending' : 'none';
  const { from, ...change } = steps[step];
  if (state === from) return change;
  if (state === 'none') throw new ChaveiroError('no_renewal', `The key has no pending renewal to ${step}.`);
  throw new ChaveiroError(
    'renewal_pending',
    'A renewal of this key is pending: finish it, which deletes the old token, or undo it, which deletes the new one.',
  );
}
