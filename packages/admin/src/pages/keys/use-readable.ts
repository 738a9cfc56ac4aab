import { useQuery } from '@tanstack/react-query';
import { resourcesQuery, rolesQuery } from '../../api/roles.ts';
import { settingsQuery } from '../../api/settings.ts';
import { useAccount } from '../../frame/use-account.ts';

// The server refuses to show a page's side matters to some who may see the page: these do not ask then.

/** What opens roles and resources: any one of them. */
export const roleViewers = ['ViewApiKeys', 'Get_Roles_Paged'];

/** The roles of the account, once they are read; never for who may not read them. */
export function useReadableRoles() {
  const { name: account, holds } = useAccount();
  return useQuery({ ...rolesQuery(account), enabled: holds(...roleViewers) }).data;
}

/** The resources of the installation, likewise. */
export function useReadableResources() {
  const { name: account, holds } = useAccount();
  return useQuery({ ...resourcesQuery(account), enabled: holds(...roleViewers) }).data;
}

/** After how many months a token of the account is outdated, likewise. */
export function useReadablePeriod() {
  const { name: account, holds } = useAccount();
  const settings = useQuery({ ...settingsQuery(account), enabled: holds('ViewApiKeys', 'EditApiKeysSettings') });
  return settings.data?.renewalPeriodMonths;
}
