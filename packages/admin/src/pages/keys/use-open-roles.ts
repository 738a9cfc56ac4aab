import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { rolesQuery } from '../../api/roles.ts';
import { useAccount } from '../../frame/use-account.ts';

/** Ids of the roles that open everything. */
export function useOpenRoles(): ReadonlySet<number> {
  const { name: account } = useAccount();
  const { data: roles } = useQuery(rolesQuery(account));
  return useMemo(() => new Set(roles?.filter((role) => role.holdsEverything).map(({ id }) => id)), [roles]);
}
