import './roles.css';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Copy, Eye, Pencil, Plus, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import type { RoleInList } from '../../api/api-types.ts';
import { rolesPageQuery } from '../../api/roles.ts';
import { Button } from '../../components/button.tsx';
import { sortsOf } from '../../components/data-table.tsx';
import { NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { Menu, type MenuGroup, useSharedMenu } from '../../components/menu.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useListSearch } from '../../router/use-list-search.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { DeleteRoleDialog } from './delete-role-dialog.tsx';
import { HoldersSheet } from './holders-sheet.tsx';
import { useRoleColumns } from './role-columns.tsx';
import { roleReaders, useCreateReason, useRoleReasons } from './use-role-texts.ts';

const route = getRouteApi('/$account/roles');

/** The roles of an account, and what can be done with each. */
export function RolesPage() {
  return (
    <PageMessages page="roles">
      <RolesList />
    </PageMessages>
  );
}

function RolesList() {
  const t = useText();
  const account = useAccount();
  const navigate = useNavigate();
  const createReason = useCreateReason();
  const create = (
    <Button
      variant="primary"
      icon={Plus}
      disabledReason={createReason}
      onPress={() => void navigate({ to: '/$account/roles/new', params: { account: account.name }, search: {} })}
    >
      {t('roles.create')}
    </Button>
  );
  const mayRead = account.holds(...roleReaders);
  return (
    <>
      <PageHeader title={t('roles.title')} hint={t('roles.hint')} actions={create} />
      {mayRead ? <Roles /> : <NoPermission resources={roleReaders} />}
    </>
  );
}

/** What is open beside the list, and for which role. */
interface Opened {
  readonly view: 'holders' | 'delete';
  readonly role: RoleInList;
}

function Roles() {
  const t = useText();
  const { name: account } = useAccount();
  const list = useListSearch(route, {
    sorting: { by: 'name', order: 'asc' },
    query: (filter, page, sorting) => rolesPageQuery(account, { ...filter, ...page, ...sorting }),
  });
  const [opened, setOpened] = useState<Opened | null>(null);
  const menu = useSharedMenu<RoleInList>();
  const columns = useRoleColumns({
    onHolders: (role) => setOpened({ view: 'holders', role }),
    onMenu: menu.open,
    menuFor: menu.trigger === null ? undefined : menu.subject?.id,
  });
  const groups = useRoleMenu(menu.subject, setOpened);

  const { total } = list;

  return (
    <>
      <ListToolbar
        list={list}
        label={t('roles.search')}
        count={typeof total === 'number' ? t('roles.count', { count: total }) : undefined}
        sorts={sortsOf(columns)}
      />
      <ListResults
        list={list.read}
        label={t('roles.title')}
        columns={columns}
        rowId={(role) => String(role.id)}
        sorting={list.sorting}
        onSort={list.onSort}
        rowHeight={57}
        empty={<NoMatch onClear={list.clear} />}
        paging={list.paging}
      />
      <Menu
        label={t('common.actionsFor', { name: menu.subject?.name ?? '' })}
        groups={groups}
        trigger={menu.trigger}
        onClose={menu.close}
      />
      {opened?.view === 'holders' && <HoldersSheet role={opened.role} onClose={() => setOpened(null)} />}
      {opened?.view === 'delete' && <DeleteRoleDialog role={opened.role} onClose={() => setOpened(null)} />}
    </>
  );
}

function useRoleMenu(role: RoleInList | null, open: (opened: Opened) => void): readonly MenuGroup[] {
  const t = useText();
  const { name: account } = useAccount();
  const navigate = useNavigate();
  const reasonsOf = useRoleReasons();
  const createReason = useCreateReason();
  if (role === null) return [];
  const reasons = reasonsOf(role);
  const show = () =>
    void navigate({ to: '/$account/roles/$role', params: { account, role: String(role.id) }, search: {} });
  return [
    [
      { id: 'show', text: t('roles.show'), icon: Eye, onAction: show },
      { id: 'edit', text: t('common.edit'), icon: Pencil, onAction: show, disabledReason: reasons.edit },
      {
        id: 'copy',
        text: t('roles.copy'),
        icon: Copy,
        disabledReason: role.holdsEverything ? t('roles.copyOwner') : createReason,
        onAction: () => void navigate({ to: '/$account/roles/new', params: { account }, search: { from: role.id } }),
      },
      { id: 'holders', text: t('roles.holders'), icon: Users, onAction: () => open({ view: 'holders', role }) },
    ],
    [
      {
        id: 'delete',
        text: t('roles.delete'),
        icon: Trash2,
        isDanger: true,
        disabledReason: reasons.delete,
        onAction: () => open({ view: 'delete', role }),
      },
    ],
  ];
}
