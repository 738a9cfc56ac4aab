/** What stands behind a decision, for whoever may know it. */
import { hasValidChecksum, isWellFormedToken } from '#engine';
import type { Role, RoleReference } from './role.ts';

/** What can be wrong with a pair. Callers of a decision never hear which: only whoever may see the key. */
export const pairMistakes = ['unknown_key', 'deleted_key', 'malformed_token', 'wrong_checksum', 'wrong_token'] as const;
export type PairMistake = (typeof pairMistakes)[number];

/** A key, as far as it matters to why a pair of it is wrong. */
interface MeantKey {
  readonly isDeleted: boolean;
  /** Its token came from elsewhere, and may have any form. */
  readonly isImported: boolean;
}

/** Why a pair is wrong. Says nothing that the token does not show by itself. */
export function pairMistake(key: MeantKey | undefined, appToken: string): PairMistake {
  if (key === undefined) return 'unknown_key';
  if (key.isDeleted) return 'deleted_key';
  if (key.isImported) return 'wrong_token';
  if (!isWellFormedToken(appToken)) return 'malformed_token';
  return hasValidChecksum(appToken) ? 'wrong_token' : 'wrong_checksum';
}

/** A role of a key, and what it contributes. */
export interface RoleShare extends RoleReference {
  /** Which of the resources that were asked for it holds. */
  readonly holds: readonly string[];
}

// A question may name thousands of resources, and an account have as many roles: by sets their numbers add up, and are not multiplied.

/** Role by role, which of the required resources it holds. */
export function sharesOf(roles: readonly Role[], required: readonly string[]): RoleShare[] {
  return roles.map(({ id, name, kind, resources }) => {
    const held = new Set(resources);
    return { id, name, holds: required.filter((key) => kind === 'owner' || held.has(key)) };
  });
}

/** The roles of which each would be enough: any, when nothing in particular is required. */
export function sufficientRoles(roles: readonly Role[], required: readonly string[]): RoleReference[] {
  const wanted = new Set(required);
  const isEnough = ({ kind, resources }: Role) =>
    wanted.size === 0 || kind === 'owner' || resources.some((key) => wanted.has(key));
  return roles.filter(isEnough).map(({ id, name }) => ({ id, name }));
}
