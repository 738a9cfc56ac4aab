import { useSuspenseQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { User } from '../../api/api-types.ts';
import { sessionQuery } from '../../api/session.ts';
import { Chip } from '../../components/chip.tsx';
import type { Column } from '../../components/data-table.tsx';
import { menuColumn } from '../../components/menu-column.tsx';
import { RoleChips } from '../../components/role-chips.tsx';
import type { UserSort } from '../../router/users-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { UserStatus } from './user-status.tsx';

/** Owner, which is 1 in every account. */
const openRoles: ReadonlySet<number> = new Set([1]);

interface ColumnOptions {
  readonly onMenu: (user: User, trigger: HTMLElement) => void;
  readonly onInvite: (user: User) => void;
  /** Why no link can be issued for a user. */
  readonly linkRefusal: (user: User) => string | undefined;
  /** Of which user the menu is open. */
  readonly menuFor: string | undefined;
}

export function useUserColumns({
  onMenu,
  onInvite,
  linkRefusal,
  menuFor,
}: ColumnOptions): readonly Column<User, UserSort>[] {
  const t = useText();
  const format = useFormat();
  const { data: session } = useSuspenseQuery(sessionQuery);
  return useMemo(
    () => [
      {
        id: 'user',
        title: t('users.user'),
        sort: { key: 'email' },
        onCard: 'head',
        width: '30%',
        cell: (user) => <UserName user={user} isSelf={user.id === session.user.id} />,
      },
      {
        id: 'roles',
        title: t('keys.roles'),
        cell: (user) => <RoleChips roles={user.roles} openRoles={openRoles} />,
      },
      {
        id: 'status',
        title: t('keys.status'),
        sort: { key: 'status' },
        width: '172px',
        cell: (user) => <UserStatus user={user} refusal={linkRefusal(user)} onInvite={() => onInvite(user)} />,
      },
      {
        id: 'invited',
        title: t('users.invitedOn'),
        sort: { key: 'createdAt', first: 'desc' },
        width: '148px',
        cell: (user) => format.date(user.createdAt),
      },
      {
        id: 'joined',
        title: t('users.joinedOn'),
        sort: { key: 'joinedAt', first: 'desc' },
        width: '148px',
        cell: (user) => (user.joinedAt === null ? <span className="muted">–</span> : format.date(user.joinedAt)),
      },
      menuColumn(t, { nameOf: ({ email }) => email, onOpen: onMenu, isOpen: ({ id }) => id === menuFor }),
    ],
    [t, format, session, onMenu, onInvite, linkRefusal, menuFor],
  );
}

function UserName({ user: { name, email }, isSelf }: { readonly user: User; readonly isSelf: boolean }) {
  const t = useText();
  return (
    <div className="user-name">
      <strong>{name ?? email}</strong> {isSelf && <Chip tone="accent">{t('users.you')}</Chip>}
      {name !== null && <span className="muted user-email">{email}</span>}
    </div>
  );
}
