import { useMemo } from 'react';
import { useReadableRoles } from './use-readable.ts';

/** Ids of the roles that open everything. */
export function useOpenRoles(): ReadonlySet<number> {
  const roles = useReadableRoles();
  return useMemo(() => new Set(roles?.filter((role) => role.holdsEverything).map(({ id }) => id)), [roles]);
}
