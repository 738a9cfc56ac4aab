import './keys.css';
import { getRouteApi } from '@tanstack/react-router';
import { KeyRound, Plus } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { keysQuery } from '../../api/keys.ts';
import { Button } from '../../components/button.tsx';
import { sortsOf } from '../../components/data-table.tsx';
import { EmptyState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useSharedMenu } from '../../components/menu.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useListSearch } from '../../router/use-list-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { AttentionChip } from './attention-chip.tsx';
import { useKeyStatus } from './deactivate-key.tsx';
import { GenerateKey } from './generate-key.tsx';
import { useKeyColumns } from './key-columns.tsx';
import { keyCount } from './key-count.ts';
import type { KeyAct } from './key-dialog.ts';
import { type ChosenAct, KeyDialogs } from './key-dialogs.tsx';
import { KeyMenu } from './key-menu.tsx';
import { KeysFrame } from './keys-frame.tsx';
import { useKeyFilters } from './use-key-filters.ts';
import { useOpenRoles } from './use-open-roles.ts';
import { useReadablePeriod } from './use-readable.ts';

const route = getRouteApi('/$account/keys');

/** What opens the list: any one of them. */
const viewers = ['ViewApiKeys', 'RenewApiToken'];

/** The keys that this account owns. Who may not see them may be allowed to generate one nevertheless. */
export function GeneratedKeysPage() {
  const t = useText();
  const { holds } = useAccount();
  const [isGenerating, setGenerating] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const generate = (
    <Button
      ref={button}
      variant="primary"
      icon={Plus}
      disabledReason={useRefusal('EditApiKeys')}
      onPress={() => setGenerating(true)}
    >
      {t('keys.generate')}
    </Button>
  );
  return (
    <>
      {holds(...viewers) ? (
        <GeneratedKeys generate={generate} />
      ) : (
        <KeysFrame actions={generate}>
          <NoPermission resources={viewers} />
        </KeysFrame>
      )}
      {isGenerating && <GenerateKey onClose={() => setGenerating(false)} returnFocus={() => button.current} />}
    </>
  );
}

function GeneratedKeys({ generate }: { readonly generate: ReactNode }) {
  const t = useText();
  const { number } = useFormat();
  const { name: account } = useAccount();
  const list = useListSearch(route, {
    sorting: { by: 'createdAt', order: 'desc' },
    query: (filter, page, sorting) => keysQuery(account, { ...filter, ...page, ...sorting }),
  });
  const filters = useKeyFilters(list);
  const menu = useSharedMenu<Key>();
  const [chosen, setChosen] = useState<ChosenAct | null>(null);
  const status = useKeyStatus();
  const openRoles = useOpenRoles();
  const periodMonths = useReadablePeriod();
  const columns = useKeyColumns({ periodMonths, openRoles, onMenu: menu.open });

  const { total, isFiltered } = list;
  const count = typeof total === 'number' ? number(total) : undefined;
  const hasNone = list.read.data?.items.length === 0 && !isFiltered;
  return (
    <KeysFrame actions={hasNone ? undefined : generate} generatedCount={isFiltered ? undefined : count}>
      {hasNone ? (
        <EmptyState icon={KeyRound} title={t('keys.none')} action={generate}>
          {t('keys.noneHint')}
        </EmptyState>
      ) : (
        <>
          <FailureNotice failure={status.failure} />
          <ListToolbar
            list={list}
            label={t('keys.search')}
            count={keyCount(t, total)}
            filters={filters}
            attention={<AttentionChip search={list.search} onChange={list.change} />}
            sorts={sortsOf(columns)}
          />
          <ListResults
            list={list.read}
            label={t('keys.generated')}
            columns={columns}
            rowId={(key) => key.id}
            sorting={list.sorting}
            onSort={list.onSort}
            empty={<NoMatch onClear={list.clear} />}
            paging={list.paging}
          />
        </>
      )}
      {/* Always in this place: a dialog that shows a token outlives the change of the list that it has made. */}
      <KeyMenu
        apiKey={menu.subject}
        trigger={menu.trigger}
        onClose={menu.close}
        onAct={(act: KeyAct, apiKey: Key) => setChosen({ act, apiKey })}
        onActivate={(key) => void status.run(key, true)}
      />
      <KeyDialogs chosen={chosen} onClose={() => setChosen(null)} />
    </KeysFrame>
  );
}
