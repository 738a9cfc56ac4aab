import type { Role } from './role.ts';

/** How many have a role, or are concerned by what happens to one. */
export interface HolderCounts {
  /** Keys of the account itself. */
  readonly keys: number;
  /** Keys of other accounts, without those that their owners have deleted. */
  readonly externalKeys: number;
  /** Also those who were invited and have not come. */
  readonly users: number;
}

/** Those who have a role, and of some other roles just these. */
export interface HolderGroup extends HolderCounts {
  readonly otherRoleIds: readonly number[];
}

/** Who gains or loses one resource. */
interface ResourceEffect extends HolderCounts {
  readonly resource: string;
}

/** What a change of a role's resources changes for whom: whoever holds a resource by another role as well neither gains nor loses it. */
export interface RoleEffect {
  /** Who has the role. */
  readonly holders: HolderCounts;
  /** For how many of them anything changes. */
  readonly changed: HolderCounts;
  /** Every resource that comes into the role, by key. */
  readonly gained: readonly ResourceEffect[];
  /** Every resource that goes out of it, by key. */
  readonly lost: readonly ResourceEffect[];
}

/** Nobody at all. */
export const noHolders: HolderCounts = { keys: 0, externalKeys: 0, users: 0 };

/** The other roles that hold any of the resources: by them somebody may have what the changed role gives or takes. */
export function rolesThatHoldAny(roles: readonly Role[], changedRoleId: number, resources: readonly string[]): Role[] {
  const wanted = new Set(resources);
  return roles.filter(
    (role) => role.id !== changedRoleId && (role.kind === 'owner' || role.resources.some((key) => wanted.has(key))),
  );
}

/**
 * Counts who gains and loses what.
 *
 * @param others what `rolesThatHoldAny` answers for all resources that come or go
 * @param groups everybody who has the role, by which of `others` they have
 */
export function effectOf(
  change: { readonly added: readonly string[]; readonly removed: readonly string[] },
  others: readonly Role[],
  groups: readonly HolderGroup[],
): RoleEffect {
  const roles = new Map(others.map((role) => [role.id, role]));
  const holdOtherwise = groups.map(({ otherRoleIds }) => {
    const had = otherRoleIds.flatMap((id) => roles.get(id) ?? []);
    const resources = new Set(had.flatMap((role) => role.resources));
    const isOwner = had.some((role) => role.kind === 'owner');
    return (resource: string) => isOwner || resources.has(resource);
  });
  const concerned = (isConcerned: (place: number) => boolean) =>
    countHolders(groups.filter((_, place) => isConcerned(place)));
  const gainOrLose = (resource: string) => ({
    resource,
    ...concerned((place) => holdOtherwise[place]?.(resource) === false),
  });
  const all = [...change.added, ...change.removed];
  return {
    holders: countHolders(groups),
    changed: concerned((place) => all.some((resource) => holdOtherwise[place]?.(resource) === false)),
    gained: change.added.toSorted().map(gainOrLose),
    lost: change.removed.toSorted().map(gainOrLose),
  };
}

/** All groups together. */
export function countHolders(groups: readonly HolderCounts[]): HolderCounts {
  return groups.reduce(
    (total, { keys, externalKeys, users }) => ({
      keys: total.keys + keys,
      externalKeys: total.externalKeys + externalKeys,
      users: total.users + users,
    }),
    noHolders,
  );
}
