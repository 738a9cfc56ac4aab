import type { Verifier } from '#engine';

/** Whether this process may decide at all, asked before anything is said about a credential. */
export interface Readiness {
  /** Why it may not; `null` when it may. */
  refusal(): 'not_ready' | 'too_stale' | null;
  /** For how many seconds it has gone on without news, where the operator chose that; otherwise `null`. */
  staleSeconds(): string | null;
}

/** Says on every answer that it rests on old knowledge. */
export const staleHeader = 'X-Chaveiro-Stale';

export function createReadiness(verifier: Verifier, whenStale: 'deny' | 'known-keys'): Readiness {
  return {
    refusal() {
      const { ready, isStale } = verifier.state();
      if (!ready) return 'not_ready';
      return isStale && whenStale === 'deny' ? 'too_stale' : null;
    },
    staleSeconds() {
      // Under `deny` nothing is answered while stale, and the question costs nothing.
      if (whenStale === 'deny') return null;
      const { isStale, ageMs } = verifier.state();
      return isStale && ageMs !== null ? String(Math.floor(ageMs / 1000)) : null;
    },
  };
}
