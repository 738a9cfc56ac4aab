import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import type { ComponentProps } from 'react';
import { resourcesQuery, rolesQuery } from '../api/roles.ts';
import { ErrorState } from '../components/empty-state.tsx';
import { FixedRoles } from '../components/fixed-roles.tsx';
import { RolePicker } from '../components/role-picker.tsx';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { useTemplateRoles } from './template-roles.ts';
import { useAccount } from './use-account.ts';

/** What opens roles and resources: any one of them. */
export const roleViewers = ['ViewApiKeys', 'Get_Roles_Paged'];

interface RolesFieldProps
  extends Pick<ComponentProps<typeof RolePicker>, 'chosen' | 'onChange' | 'refusalOf' | 'isRefusalBothWays'> {
  /** Names of the roles that are there now, for who cannot choose others. */
  readonly names?: readonly string[] | undefined;
  /** Why they stay as they are, for who may read roles as well. */
  readonly fixedReason?: string | undefined;
  /** Offers the templates that are no role yet as well, and the way to a new role: see `useAddedTemplates`. */
  readonly offersMore?: boolean;
}

/**
 * The roles of the account to choose from. Whoever may not read them is told which resource to ask for, and nothing is
 * asked that the server would refuse.
 */
export function RolesField({ names = [], fixedReason, offersMore = false, ...picker }: RolesFieldProps) {
  const t = useText();
  const { list } = useFormat();
  const { name: account, holds } = useAccount();
  const mayRead = holds(...roleViewers);
  const mayChoose = mayRead && fixedReason === undefined;
  // One may be made in another window.
  const roles = useQuery({ ...rolesQuery(account), enabled: mayChoose, refetchOnWindowFocus: 'always' });
  const templates = useTemplateRoles(mayChoose && offersMore);
  const resources = useQuery({ ...resourcesQuery(account), enabled: mayChoose });
  const label = t('keys.roles');
  /** What nobody may hand on who does not hold it. */
  const lacked = (keys: readonly string[]) =>
    resources.data?.filter(({ key, isManagementRight }) => isManagementRight && keys.includes(key) && !holds(key)) ??
    [];
  const offered = templates.map((role) => {
    const missing = lacked(role.resources).map(({ key }) => key);
    const refusal = missing.length > 0 ? t('failure.aboveOwnRights', { resources: list(missing) }) : undefined;
    return { ...role, refusal };
  });
  if (!mayChoose) {
    const reason = fixedReason ?? t('rolePicker.unreadable', { resources: list(roleViewers, 'or') });
    return <FixedRoles label={label} reason={reason} names={names} />;
  }
  const failed = roles.error ?? resources.error;
  if (failed !== null) {
    return <ErrorState failure={failed} onRetry={() => void Promise.all([roles.refetch(), resources.refetch()])} />;
  }
  if (roles.data === undefined || resources.data === undefined) return <div className="role-picker-waits" aria-busy />;
  return (
    <>
      <RolePicker {...picker} label={label} roles={roles.data} templates={offered} resources={resources.data} />
      {offersMore && holds('Create_Role') && (
        <Link to="/$account/roles/new" params={{ account }} target="_blank" className="new-role">
          <ExternalLink size={14} aria-hidden />
          {t('rolePicker.create')}
        </Link>
      )}
    </>
  );
}
