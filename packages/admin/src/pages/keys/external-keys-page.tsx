import './keys.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Handshake, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ExternalKey } from '../../api/api-types.ts';
import { externalKeysPageSize, externalKeysQuery } from '../../api/external-keys.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState, ErrorState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { useSharedMenu } from '../../components/menu.tsx';
import { roleViewers } from '../../frame/roles-field.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import type { ExternalSearch } from '../../router/external-search.ts';
import { usePaging } from '../../router/use-paging.ts';
import { useText } from '../../text/use-text.tsx';
import { AddExternalKey } from './add-external-key.tsx';
import { useExternalColumns } from './external-columns.tsx';
import { ExternalKeyMenu } from './external-key-menu.tsx';
import { ExternalToolbar } from './external-toolbar.tsx';
import { KeysFrame } from './keys-frame.tsx';
import { useReadableRoles } from './use-readable.ts';

const route = getRouteApi('/$account/keys/external');
const viewer = 'ViewApiKeys';

/** The keys of other accounts to which this one has given roles. */
export function ExternalKeysPage() {
  const account = useAccount();
  const t = useText();
  const [isAdding, setAdding] = useState(false);
  const [editRefusal, rolesRefusal] = [useRefusal('EditApiKeys'), useRefusal(...roleViewers)];
  const add = (
    <Button variant="primary" icon={Plus} disabledReason={editRefusal ?? rolesRefusal} onPress={() => setAdding(true)}>
      {t('external.add')}
    </Button>
  );
  return (
    <KeysFrame actions={add}>
      {account.holds(viewer) ? <ExternalKeys /> : <NoPermission resources={[viewer]} />}
      {isAdding && <AddExternalKey onClose={() => setAdding(false)} />}
    </KeysFrame>
  );
}

function ExternalKeys() {
  const t = useText();
  const { name: account } = useAccount();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page: _, after, ...filter } = search;
  const keys = useQuery(externalKeysQuery(account, { ...filter, ...(after === undefined ? {} : { cursor: after }) }));
  const roles = useReadableRoles();
  const menu = useSharedMenu<ExternalKey>();
  /** Another list begins with its first page. */
  const change = (changed: Partial<ExternalSearch>) =>
    void navigate({ search: ({ page: __, after: ___, ...rest }) => ({ ...rest, ...changed }), replace: true });
  const columns = useExternalColumns(menu.open);
  const paging = usePaging({
    place: search,
    nextCursor: keys.data?.nextCursor,
    filters: JSON.stringify(filter),
    go: (place) => void navigate({ search: { ...filter, ...place } }),
  });
  if (keys.isError && keys.data === undefined) {
    return <ErrorState failure={keys.error} onRetry={() => void keys.refetch()} />;
  }
  const { q, status, role, owner } = search;
  const isFiltered = [q, status, role, owner].some((value) => value !== undefined);
  if (keys.data?.items.length === 0 && !isFiltered) {
    return (
      <EmptyState icon={Handshake} title={t('external.none')}>
        {t('external.noneHint')}
      </EmptyState>
    );
  }
  const sorting = {
    by: search.sort ?? 'addedAt',
    order: search.order ?? (search.sort === undefined ? 'desc' : 'asc'),
  } as const;
  return (
    <>
      <ExternalToolbar search={search} roles={roles ?? []} onChange={change} total={keys.data?.total} />
      <ListResults
        list={keys}
        label={t('external.tab')}
        columns={columns}
        rowId={(key) => key.id}
        sorting={sorting}
        onSort={({ by, order }) => change({ sort: by, order })}
        empty={
          <NoMatch onClear={() => change({ q: undefined, status: undefined, role: undefined, owner: undefined })} />
        }
        paging={{ ...paging, pageSize: externalKeysPageSize }}
      />
      <ExternalKeyMenu menu={menu} />
    </>
  );
}
