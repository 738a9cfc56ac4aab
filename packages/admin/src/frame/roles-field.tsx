import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { resourcesQuery, rolesQuery } from '../api/roles.ts';
import { ErrorState } from '../components/empty-state.tsx';
import { FixedRoles } from '../components/fixed-roles.tsx';
import { RolePicker } from '../components/role-picker.tsx';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { useAccount } from './use-account.ts';

/** What opens roles and resources: any one of them. */
export const roleViewers = ['ViewApiKeys', 'Get_Roles_Paged'];

interface RolesFieldProps
  extends Pick<ComponentProps<typeof RolePicker>, 'chosen' | 'onChange' | 'refusalOf' | 'isRefusalBothWays'> {
  /** Names of the roles that are there now, for who cannot choose others. */
  readonly names?: readonly string[] | undefined;
  /** Why they stay as they are, for who may read roles as well. */
  readonly fixedReason?: string | undefined;
}

/**
 * The roles of the account to choose from. Whoever may not read them is told which resource to ask for, and nothing is
 * asked that the server would refuse.
 */
export function RolesField({ names = [], fixedReason, ...picker }: RolesFieldProps) {
  const t = useText();
  const { list } = useFormat();
  const { name: account, holds } = useAccount();
  const mayRead = holds(...roleViewers);
  const mayChoose = mayRead && fixedReason === undefined;
  const roles = useQuery({ ...rolesQuery(account), enabled: mayChoose });
  const resources = useQuery({ ...resourcesQuery(account), enabled: mayChoose });
  const label = t('keys.roles');
  if (!mayChoose) {
    const reason = fixedReason ?? t('rolePicker.unreadable', { resources: list(roleViewers, 'or') });
    return <FixedRoles label={label} reason={reason} names={names} />;
  }
  const failed = roles.error ?? resources.error;
  if (failed !== null) {
    return <ErrorState failure={failed} onRetry={() => void Promise.all([roles.refetch(), resources.refetch()])} />;
  }
  if (roles.data === undefined || resources.data === undefined) return <span className="skeleton-bar" aria-busy />;
  return <RolePicker {...picker} label={label} roles={roles.data} resources={resources.data} />;
}
