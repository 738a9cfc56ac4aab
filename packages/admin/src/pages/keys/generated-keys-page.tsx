import './keys.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { KeyRound, Plus } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { keysPageSize, keysQuery } from '../../api/keys.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState, ErrorState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { useSharedMenu } from '../../components/menu.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import type { KeysSearch } from '../../router/keys-search.ts';
import { usePaging } from '../../router/use-paging.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { AttentionChip } from './attention-chip.tsx';
import { useKeyStatus } from './deactivate-key.tsx';
import { GenerateKey } from './generate-key.tsx';
import { useKeyColumns } from './key-columns.tsx';
import type { KeyAct } from './key-dialog.ts';
import { type ChosenAct, KeyDialogs } from './key-dialogs.tsx';
import { KeyMenu } from './key-menu.tsx';
import { KeysFrame } from './keys-frame.tsx';
import { KeysToolbar } from './keys-toolbar.tsx';
import { useOpenRoles } from './use-open-roles.ts';
import { useReadablePeriod, useReadableRoles } from './use-readable.ts';

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
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page: _, after, ...filter } = search;
  const keys = useQuery(keysQuery(account, { ...filter, ...(after === undefined ? {} : { cursor: after }) }));
  const roles = useReadableRoles();
  const menu = useSharedMenu<Key>();
  const [chosen, setChosen] = useState<ChosenAct | null>(null);
  const status = useKeyStatus();
  const openRoles = useOpenRoles();
  const periodMonths = useReadablePeriod();
  const columns = useKeyColumns({ periodMonths, openRoles, onMenu: menu.open });

  const isFiltered = [search.q, search.status, search.role, search.freshness, search.renewal].some(
    (value) => value !== undefined,
  );
  /** Another list begins with its first page. */
  const change = (changed: Partial<KeysSearch>) =>
    void navigate({ search: ({ page: __, after: ___, ...rest }) => ({ ...rest, ...changed }), replace: true });
  const clear = () =>
    change({ q: undefined, status: undefined, role: undefined, freshness: undefined, renewal: undefined });
  const paging = usePaging({
    place: search,
    nextCursor: keys.data?.nextCursor,
    filters: JSON.stringify(filter),
    go: (place) => void navigate({ search: { ...filter, ...place } }),
  });
  const total = keys.data?.total;
  const count = typeof total === 'number' ? number(total) : undefined;
  const sorting = {
    by: search.sort ?? 'createdAt',
    order: search.order ?? (search.sort === undefined ? 'desc' : 'asc'),
  } as const;

  if (keys.isError && keys.data === undefined) {
    return (
      <KeysFrame>
        <ErrorState failure={keys.error} onRetry={() => void keys.refetch()} />
      </KeysFrame>
    );
  }
  const hasNone = keys.data?.items.length === 0 && !isFiltered;
  return (
    <KeysFrame actions={hasNone ? undefined : generate} generatedCount={isFiltered ? undefined : count}>
      {hasNone ? (
        <EmptyState icon={KeyRound} title={t('keys.none')} action={generate}>
          {t('keys.noneHint')}
        </EmptyState>
      ) : (
        <>
          <FailureNotice failure={status.failure} />
          <KeysToolbar
            search={search}
            roles={roles ?? []}
            onChange={change}
            attention={<AttentionChip search={search} onChange={change} />}
            total={total}
          />
          <ListResults
            list={keys}
            label={t('keys.generated')}
            columns={columns}
            rowId={(key) => key.id}
            sorting={sorting}
            onSort={({ by, order }) => change({ sort: by, order })}
            empty={<NoMatch onClear={clear} />}
            paging={{ ...paging, pageSize: keysPageSize }}
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
