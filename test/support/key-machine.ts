import type { Machine } from './linearizable.ts';

/** What clients do to a key. Tokens have numbers: 0 is the first, a renewal says which number its token gets. */
export type KeyCall =
  | { readonly verb: 'finish' | 'undo' | 'disable' | 'enable' }
  | { readonly verb: 'renew' | 'verify'; readonly token: number };

interface KeyState {
  /** The current one, or the old one while a renewal is pending. */
  readonly first: number;
  readonly added: number | null;
  readonly isActive: boolean;
}

/** A key that answers one call after another. Outcomes: `done`, the code of a refusal or of a denial, or `allowed` and which token it was. */
export const keyMachine: Machine<KeyState, KeyCall> = {
  initial: { first: 0, added: null, isActive: true },
  step(state, call) {
    const { first, added } = state;
    switch (call.verb) {
      case 'renew':
        if (added !== null) return { outcome: 'renewal_pending', state };
        return { outcome: 'done', state: { ...state, added: call.token } };
      case 'finish':
      case 'undo':
        if (added === null) return { outcome: 'no_renewal', state };
        return { outcome: 'done', state: { ...state, first: call.verb === 'finish' ? added : first, added: null } };
      case 'disable':
      case 'enable':
        return { outcome: 'done', state: { ...state, isActive: call.verb === 'enable' } };
      case 'verify':
        return { outcome: verdictOn(state, call.token), state };
    }
  },
};

function verdictOn({ first, added, isActive }: KeyState, token: number): string {
  if (token !== first && token !== added) return 'invalid_credentials';
  if (!isActive) return 'key_inactive';
  if (token === added) return 'allowed as new';
  return added === null ? 'allowed as current' : 'allowed as old';
}
