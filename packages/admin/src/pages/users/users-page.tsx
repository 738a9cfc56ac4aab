import './users.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { User } from '../../api/api-types.ts';
import { usersPageSize, usersQuery } from '../../api/users.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { Menu, useSharedMenu } from '../../components/menu.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { usePaging } from '../../router/use-paging.ts';
import type { UsersSearch } from '../../router/users-search.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { EditUser } from './edit-user.tsx';
import { InviteUser } from './invite-user.tsx';
import { IssueLink } from './issue-link.tsx';
import { RemoveUser } from './remove-user.tsx';
import { type OpenedUser, useUserMenu, useUserRefusals } from './use-user-menu.ts';
import { useUserColumns } from './user-columns.tsx';
import { UsersToolbar } from './users-toolbar.tsx';

const route = getRouteApi('/$account/users');

/** The people of an account: invited, given roles, removed. */
export function UsersPage() {
  return (
    <PageMessages page="users">
      <UsersList />
    </PageMessages>
  );
}

function UsersList() {
  const t = useText();
  const { holds } = useAccount();
  const [isInviting, setInviting] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const invite = (
    <Button
      ref={button}
      variant="primary"
      icon={UserPlus}
      disabledReason={holds('Save_User') ? undefined : t('common.noPermissionHint', { resources: 'Save_User' })}
      onPress={() => setInviting(true)}
    >
      {t('users.invite')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('users.title')} hint={t('users.hint')} actions={invite} />
      {holds('Get_Users_Paged') ? <Users /> : <NoPermission resources={['Get_Users_Paged']} />}
      {isInviting && <InviteUser onClose={() => setInviting(false)} returnFocus={() => button.current} />}
    </>
  );
}

function Users() {
  const t = useText();
  const { name: account } = useAccount();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page: _, after, ...filter } = search;
  const sorting = { by: search.sort ?? 'email', order: search.order ?? 'asc' } as const;
  const users = useQuery(
    usersQuery(account, {
      ...filter,
      sort: sorting.by,
      order: sorting.order,
      ...(after === undefined ? {} : { cursor: after }),
    }),
  );
  const [opened, setOpened] = useState<OpenedUser | null>(null);
  const menu = useSharedMenu<User>();
  const refusalsOf = useUserRefusals();
  const columns = useUserColumns({
    onMenu: menu.open,
    onInvite: (user) => setOpened({ act: 'invitation', user }),
    linkRefusal: (user) => refusalsOf(user).link,
    menuFor: menu.trigger === null ? undefined : menu.subject?.id,
  });
  const groups = useUserMenu(menu.subject, setOpened);

  const change = (changed: Partial<UsersSearch>) =>
    void navigate({ search: ({ page: __, after: ___, ...rest }) => ({ ...rest, ...changed }), replace: true });
  const paging = usePaging({
    place: search,
    nextCursor: users.data?.nextCursor,
    filters: JSON.stringify(filter),
    go: (place) => void navigate({ search: { ...filter, ...place } }),
  });
  const total = users.data?.total;

  if (users.isError && users.data === undefined) {
    return <ErrorState failure={users.error} onRetry={() => void users.refetch()} />;
  }
  return (
    <>
      <UsersToolbar
        search={search}
        onChange={change}
        count={typeof total === 'number' ? t('users.count', { count: total }) : undefined}
      />
      <ListResults
        list={users}
        label={t('users.title')}
        columns={columns}
        rowId={(user) => user.id}
        sorting={sorting}
        onSort={({ by, order }) => change({ sort: by, order })}
        empty={<NoMatch onClear={() => change({ q: undefined, role: undefined, status: undefined })} />}
        paging={{ ...paging, pageSize: usersPageSize }}
      />
      <Menu
        label={t('common.actionsFor', { name: menu.subject?.email ?? '' })}
        groups={groups}
        trigger={menu.trigger}
        onClose={menu.close}
      />
      <UserDialogs opened={opened} open={setOpened} />
    </>
  );
}

function UserDialogs({
  opened,
  open,
}: {
  readonly opened: OpenedUser | null;
  readonly open: (opened: OpenedUser | null) => void;
}) {
  if (opened === null) return null;
  const { act, user } = opened;
  const close = () => open(null);
  if (act === 'edit') return <EditUser user={user} onClose={close} />;
  if (act === 'remove') {
    return <RemoveUser user={user} onClose={close} onEdit={() => open({ act: 'edit', user })} />;
  }
  return <IssueLink purpose={act} user={user} onClose={close} />;
}
