import type { RoleInList } from '../../api/api-types.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

export type HolderCounts = NonNullable<RoleInList['holders']>;

/** What opens roles: any one of them. */
export const roleReaders = ['Get_Roles_Paged', 'ViewApiKeys'];

export function isHeld({ keys, externalKeys, users }: HolderCounts): boolean {
  return keys + externalKeys + users > 0;
}

/** Who has a role, in words: "3 keys and 2 users". */
export function useHolderText(): (counts: HolderCounts) => string {
  const t = useText();
  const { list } = useFormat();
  return (counts) => {
    const { keys, externalKeys, users } = counts;
    if (!isHeld(counts)) return t('roles.nobody');
    return list([
      ...(keys > 0 ? [t('keys.count', { count: keys })] : []),
      ...(externalKeys > 0 ? [t('roles.externalKeys', { count: externalKeys })] : []),
      ...(users > 0 ? [t('roles.users', { count: users })] : []),
    ]);
  };
}

/** Why the user cannot create roles; `undefined`: they can. */
export function useCreateReason(): string | undefined {
  const t = useText();
  const { holds } = useAccount();
  return holds('Create_Role') ? undefined : t('common.noPermissionHint', { resources: 'Create_Role' });
}

/** Why the user cannot edit or delete a role. */
export function useRoleReasons(): (role: RoleInList) => Record<'edit' | 'delete', string | undefined> {
  const t = useText();
  const createReason = useCreateReason();
  return ({ kind, caller }) => {
    const fixed = kind === 'owner' ? t('failure.ownerRoleFixed') : createReason;
    return {
      edit:
        fixed ??
        (kind === 'predefined' ? t('roles.predefinedFixed') : caller.hasRole ? t('failure.ownRights') : undefined),
      delete: fixed,
    };
  };
}
