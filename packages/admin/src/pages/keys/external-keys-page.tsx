import './keys.css';
import { getRouteApi } from '@tanstack/react-router';
import { Handshake, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ExternalKey } from '../../api/api-types.ts';
import { externalKeysQuery } from '../../api/external-keys.ts';
import { Button } from '../../components/button.tsx';
import { sortsOf } from '../../components/data-table.tsx';
import { EmptyState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useSharedMenu } from '../../components/menu.tsx';
import { roleViewers } from '../../frame/roles-field.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useListSearch } from '../../router/use-list-search.ts';
import { useText } from '../../text/use-text.tsx';
import { AddExternalKey } from './add-external-key.tsx';
import { useExternalColumns } from './external-columns.tsx';
import { ExternalKeyMenu } from './external-key-menu.tsx';
import { keyCount } from './key-count.ts';
import { KeysFrame } from './keys-frame.tsx';
import { useExternalFilters } from './use-external-filters.ts';

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
  const list = useListSearch(route, {
    sorting: { by: 'addedAt', order: 'desc' },
    query: (filter, page, sorting) => externalKeysQuery(account, { ...filter, ...page, ...sorting }),
  });
  const filters = useExternalFilters(list);
  const menu = useSharedMenu<ExternalKey>();
  const columns = useExternalColumns(menu.open);
  if (list.read.data?.items.length === 0 && !list.isFiltered) {
    return (
      <EmptyState icon={Handshake} title={t('external.none')}>
        {t('external.noneHint')}
      </EmptyState>
    );
  }
  return (
    <>
      <ListToolbar
        list={list}
        label={t('external.search')}
        count={keyCount(t, list.total)}
        filters={filters}
        sorts={sortsOf(columns)}
      />
      <ListResults
        list={list.read}
        label={t('external.tab')}
        columns={columns}
        rowId={(key) => key.id}
        sorting={list.sorting}
        onSort={list.onSort}
        empty={<NoMatch onClear={list.clear} />}
        paging={list.paging}
      />
      <ExternalKeyMenu menu={menu} />
    </>
  );
}
