import type { DecisionCode, TokenRole } from '#engine';
import type { ErrorCode } from '../../domain/error-codes.ts';

/** What can happen to a key. */
export const verbs = ['renew', 'finish', 'undo', 'deactivate', 'activate', 'delete', 'grant', 'remove'] as const;
export type Verb = (typeof verbs)[number];

/** A key as simply as it can be thought of: what the whole system has to agree with. */
export interface ModelKey {
  /** Every token that was ever issued, by its number: what it is now. */
  tokens: (TokenRole | 'dead')[];
  isActive: boolean;
  isDeleted: boolean;
  /** Whether the other account has given it a role. */
  isGranted: boolean;
}

/** A key that was just made. */
export function newKey(): ModelKey {
  return { tokens: ['current'], isActive: true, isDeleted: false, isGranted: false };
}

export function liveTokens(key: ModelKey): readonly TokenRole[] {
  return key.tokens.filter((token) => token !== 'dead');
}

/** Does to the model what the verb says; answers the code of the refusal when nothing may be done. */
export function happen(key: ModelKey, verb: Verb): ErrorCode | 'done' {
  // What is gone can only be cleared away by the account that gave it a role.
  if (key.isDeleted && verb !== 'remove') return 'not_found';
  const isPending = key.tokens.includes('new');
  switch (verb) {
    case 'renew':
      if (isPending) return 'renewal_pending';
      become(key, { current: 'old' });
      key.tokens.push('new');
      return 'done';
    case 'finish':
      if (!isPending) return 'no_renewal';
      become(key, { old: 'dead', new: 'current' });
      return 'done';
    case 'undo':
      if (!isPending) return 'no_renewal';
      become(key, { new: 'dead', old: 'current' });
      return 'done';
    case 'deactivate':
    case 'activate':
      key.isActive = verb === 'activate';
      return 'done';
    case 'delete':
      key.isDeleted = true;
      become(key, { current: 'dead', old: 'dead', new: 'dead' });
      return 'done';
    case 'grant':
      if (key.isGranted) return 'external_key_exists';
      key.isGranted = true;
      return 'done';
    case 'remove':
      if (!key.isGranted) return 'not_found';
      key.isGranted = false;
      return 'done';
  }
}

function become(key: ModelKey, changes: Partial<Record<TokenRole, ModelKey['tokens'][number]>>): void {
  key.tokens = key.tokens.map((token) => (token === 'dead' ? token : (changes[token] ?? token)));
}

/** What a token of the key is good for, in its own account or in the other one. */
export function verdictOn(key: ModelKey, token: number, where: 'home' | 'abroad'): DecisionCode {
  if (key.tokens[token] === 'dead') return 'invalid_credentials';
  if (!key.isActive) return 'key_inactive';
  return where === 'home' || key.isGranted ? 'allowed' : 'no_grant';
}
