import './roles.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Copy, Eye, Pencil, Plus, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import type { RoleInList } from '../../api/api-types.ts';
import { rolesPageQuery, rolesPageSize } from '../../api/roles.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { Menu, type MenuGroup, useSharedMenu } from '../../components/menu.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { RolesSearch } from '../../router/roles-search.ts';
import { usePaging } from '../../router/use-paging.ts';
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
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page: _, after, ...filter } = search;
  const sorting = { by: search.sort ?? 'name', order: search.order ?? 'asc' } as const;
  const roles = useQuery(
    rolesPageQuery(account, {
      q: search.q,
      sort: sorting.by,
      order: sorting.order,
      ...(after === undefined ? {} : { cursor: after }),
    }),
  );
  const [opened, setOpened] = useState<Opened | null>(null);
  const menu = useSharedMenu<RoleInList>();
  const columns = useRoleColumns({
    onHolders: (role) => setOpened({ view: 'holders', role }),
    onMenu: menu.open,
    menuFor: menu.trigger === null ? undefined : menu.subject?.id,
  });
  const groups = useRoleMenu(menu.subject, setOpened);

  const change = (changed: Partial<RolesSearch>) =>
    void navigate({ search: ({ page: __, after: ___, ...rest }) => ({ ...rest, ...changed }), replace: true });
  const paging = usePaging({
    place: search,
    nextCursor: roles.data?.nextCursor,
    filters: JSON.stringify(filter),
    go: (place) => void navigate({ search: { ...filter, ...place } }),
  });
  const total = roles.data?.total;

  if (roles.isError && roles.data === undefined) {
    return <ErrorState failure={roles.error} onRetry={() => void roles.refetch()} />;
  }
  return (
    <>
      <ListToolbar
        label={t('roles.search')}
        q={search.q}
        onSearch={(q) => change({ q })}
        count={typeof total === 'number' ? t('roles.count', { count: total }) : undefined}
      />
      <ListResults
        list={roles}
        label={t('roles.title')}
        columns={columns}
        rowId={(role) => String(role.id)}
        sorting={sorting}
        onSort={({ by, order }) => change({ sort: by, order })}
        rowHeight={57}
        empty={<NoMatch onClear={() => change({ q: undefined })} />}
        paging={{ ...paging, pageSize: rolesPageSize }}
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
