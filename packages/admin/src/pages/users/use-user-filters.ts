import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from '../../api/roles.ts';
import { type ListFilter, listFilter } from '../../components/list-filter.ts';
import { useAccount } from '../../frame/use-account.ts';
import { type UsersSearch, userStatuses } from '../../router/users-search.ts';
import { useText } from '../../text/use-text.tsx';
import { userStatusTexts } from './user-status.tsx';

interface UserFilters {
  readonly search: UsersSearch;
  readonly change: (changed: Partial<UsersSearch>) => void;
}

/** What the users are filtered by. */
export function useUserFilters({ search, change }: UserFilters): readonly ListFilter[] {
  const t = useText();
  const { name: account, holds } = useAccount();
  const roles = useQuery({ ...rolesQuery(account), enabled: holds('Get_Roles_Paged', 'ViewApiKeys') });
  const byStatus = listFilter({
    label: t('keys.status'),
    choices: userStatuses.map((id) => ({ id, text: t(userStatusTexts[id]) })),
    value: search.status,
    onChange: (status) => change({ status }),
  });
  const byRole = listFilter({
    label: t('keys.roles'),
    choices: roles.data?.map(({ id, name }) => ({ id, text: name })) ?? [],
    value: search.role,
    onChange: (role) => change({ role }),
  });
  return roles.data === undefined && search.role === undefined ? [byStatus] : [byStatus, byRole];
}
