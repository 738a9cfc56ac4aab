import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { KeyRound, MailPlus, Pencil, UserLock, UserMinus } from 'lucide-react';
import type { User } from '../../api/api-types.ts';
import { rolesQuery } from '../../api/roles.ts';
import { sessionQuery } from '../../api/session.ts';
import type { MenuGroup } from '../../components/menu.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import type { LinkPurpose } from './link-texts.ts';
import { useRoleRefusal } from './use-role-refusal.ts';

export interface OpenedUser {
  readonly act: 'edit' | LinkPurpose | 'remove';
  readonly user: User;
}

/** Why the user cannot edit somebody, issue a link for them, or remove them. */
export function useUserRefusals(): (user: User) => Readonly<Record<'edit' | 'link' | 'remove', string | undefined>> {
  const t = useText();
  const { name: account, holds } = useAccount();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const roles = useQuery({ ...rolesQuery(account), enabled: holds('Get_Roles_Paged', 'ViewApiKeys') });
  const refusalOf = useRoleRefusal();
  const missing = holds('Save_User') ? undefined : t('common.noPermissionHint', { resources: 'Save_User' });
  return (user) => {
    const isSelf = user.id === session.user.id;
    const held = roles.data?.filter(({ id }) => user.roles.some((role) => role.id === id)) ?? [];
    const above = held.map(refusalOf).find((reason) => reason !== undefined);
    return {
      edit: missing,
      link: missing ?? (isSelf ? t('users.ownPassword') : above),
      remove: missing ?? (isSelf ? t('users.notYourself') : above),
    };
  };
}

/** What can be done with a user, and why not. */
export function useUserMenu(user: User | null, open: (opened: OpenedUser) => void): readonly MenuGroup[] {
  const t = useText();
  const refusalsOf = useUserRefusals();
  if (user === null) return [];
  const refusals = refusalsOf(user);
  const links =
    user.status === 'invited'
      ? ([
          { id: 'invitation', text: t('users.newInvitation'), icon: MailPlus },
          { id: 'separate', text: t('users.separateInvitation'), icon: UserLock },
        ] as const)
      : ([{ id: 'password', text: t('users.passwordLink'), icon: KeyRound }] as const);
  return [
    [
      {
        id: 'edit',
        text: t('common.edit'),
        icon: Pencil,
        disabledReason: refusals.edit,
        onAction: () => open({ act: 'edit', user }),
      },
      ...links.map((link) => ({
        ...link,
        disabledReason: refusals.link,
        onAction: () => open({ act: link.id, user }),
      })),
    ],
    [
      {
        id: 'remove',
        text: t('users.remove'),
        icon: UserMinus,
        isDanger: true,
        disabledReason: refusals.remove,
        onAction: () => open({ act: 'remove', user }),
      },
    ],
  ];
}
