import { useQuery } from '@tanstack/react-query';
import { resourcesQuery, rolesQuery } from '../../api/roles.ts';
import { Chip } from '../../components/chip.tsx';
import { ErrorState } from '../../components/empty-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { RolePicker } from '../../components/role-picker.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { useRoleRefusal } from './use-role-refusal.ts';

const readers = ['Get_Roles_Paged', 'ViewApiKeys'];

interface UserRolesFieldProps {
  readonly chosen: readonly number[];
  readonly onChange: (ids: readonly number[]) => void;
  /** They cannot be changed, for this reason; shown as they are. */
  readonly fixed?: { readonly reason: string; readonly names: readonly string[] } | undefined;
}

/** The roles of a user. One that is above whoever chooses can neither be given nor taken. */
export function UserRolesField({ chosen, onChange, fixed }: UserRolesFieldProps) {
  const t = useText();
  const { list } = useFormat();
  const { name: account, holds } = useAccount();
  const mayRead = holds(...readers);
  const isShown = mayRead && fixed === undefined;
  const roles = useQuery({ ...rolesQuery(account), enabled: isShown });
  const resources = useQuery({ ...resourcesQuery(account), enabled: isShown });
  const refusalOf = useRoleRefusal();
  if (!isShown) {
    const reason = fixed?.reason ?? t('common.noPermissionHint', { resources: list(readers, 'or') });
    return (
      <fieldset className="user-roles" disabled>
        <legend className="field-label">{t('keys.roles')}</legend>
        <span className="chips">
          {fixed?.names.map((name) => (
            <Chip key={name}>{name}</Chip>
          ))}
        </span>
        <Notice tone="info">{reason}</Notice>
      </fieldset>
    );
  }
  const failed = roles.error ?? resources.error;
  if (failed !== null) {
    return <ErrorState failure={failed} onRetry={() => void Promise.all([roles.refetch(), resources.refetch()])} />;
  }
  if (roles.data === undefined || resources.data === undefined) return <span className="skeleton-bar" aria-busy />;
  return (
    <>
      <RolePicker
        label={t('keys.roles')}
        roles={roles.data}
        resources={resources.data}
        chosen={chosen}
        onChange={onChange}
        refusalOf={refusalOf}
        isRefusalBothWays
      />
      {chosen.length === 0 && <Notice tone="info">{t('users.noRoles')}</Notice>}
    </>
  );
}
