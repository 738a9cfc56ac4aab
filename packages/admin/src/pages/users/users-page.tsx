import './users.css';
import { getRouteApi } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { User } from '../../api/api-types.ts';
import { usersQuery } from '../../api/users.ts';
import { Button } from '../../components/button.tsx';
import { sortsOf } from '../../components/data-table.tsx';
import { NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { Menu, useSharedMenu } from '../../components/menu.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useListSearch } from '../../router/use-list-search.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { EditUser } from './edit-user.tsx';
import { InviteUser } from './invite-user.tsx';
import { IssueLink } from './issue-link.tsx';
import { RemoveUser } from './remove-user.tsx';
import { useUserFilters } from './use-user-filters.ts';
import { type OpenedUser, useUserMenu, useUserRefusals } from './use-user-menu.ts';
import { useUserColumns } from './user-columns.tsx';

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
  const list = useListSearch(route, {
    sorting: { by: 'email', order: 'asc' },
    query: (filter, page, sorting) => usersQuery(account, { ...filter, ...page, ...sorting }),
  });
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

  const { total } = list;

  return (
    <>
      <ListToolbar
        list={list}
        label={t('users.search')}
        count={typeof total === 'number' ? t('users.count', { count: total }) : undefined}
        filters={useUserFilters(list)}
        sorts={sortsOf(columns)}
      />
      <ListResults
        list={list.read}
        label={t('users.title')}
        columns={columns}
        rowId={(user) => user.id}
        sorting={list.sorting}
        onSort={list.onSort}
        empty={<NoMatch onClear={list.clear} />}
        paging={list.paging}
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
