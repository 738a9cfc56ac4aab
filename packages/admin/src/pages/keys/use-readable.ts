import { useQuery } from '@tanstack/react-query';
import { resourcesQuery, rolesQuery } from '../../api/roles.ts';
import { settingsQuery } from '../../api/settings.ts';
import { roleViewers } from '../../frame/roles-field.tsx';
import { useAccount } from '../../frame/use-account.ts';

// The server refuses to show a page's side matters to some who may see the page: these do not ask then.

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

/** After how many months a token of the account is outdated; `undefined` until it is read, `null` for who may not. */
export function useReadablePeriod(): number | null | undefined {
  const { name: account, holds } = useAccount();
  const mayRead = holds('ViewApiKeys', 'EditApiKeysSettings');
  const settings = useQuery({ ...settingsQuery(account), enabled: mayRead });
  return mayRead ? settings.data?.renewalPeriodMonths : null;
}
