import './audit.css';
import { getRouteApi } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { AuditEvent } from '../../api/api-types.ts';
import { auditExportAddress, auditQuery } from '../../api/audit.ts';
import { DownloadLink } from '../../components/download-link.tsx';
import { EmptyState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useListSearch } from '../../router/use-list-search.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { useEventColumns } from './event-columns.tsx';
import { EventSheet } from './event-sheet.tsx';
import { filterOf } from './period.ts';
import { useAuditFilters } from './use-audit-filters.tsx';

const route = getRouteApi('/$account/audit');

const viewers = ['view_metrics'];

/** What happened in the account. */
export function AuditPage() {
  return (
    <PageMessages page="audit">
      <Audit />
    </PageMessages>
  );
}

function Audit() {
  const t = useText();
  const account = useAccount();
  if (account.holds(...viewers)) return <AuditLog />;
  return (
    <>
      <PageHeader title={t('audit.title')} hint={t('audit.hint')} />
      <NoPermission resources={viewers} />
    </>
  );
}

function AuditLog() {
  const t = useText();
  const { name: account } = useAccount();
  const navigate = route.useNavigate();
  const [opened, setOpened] = useState<AuditEvent | null>(null);
  const columns = useEventColumns(setOpened);
  const list = useListSearch(route, {
    query: (wanted, page) => auditQuery(account, filterOf(wanted, new Date()), page),
  });
  const { items, total } = list.read.data ?? {};
  const filters = useAuditFilters(list, [...new Set(items?.flatMap(({ actor }) => actor ?? []))]);

  return (
    <>
      <PageHeader
        title={t('audit.title')}
        hint={t('audit.hint')}
        actions={
          <DownloadLink href={auditExportAddress(account, filterOf(list.search, new Date()))}>
            {t('audit.export')}
          </DownloadLink>
        }
      />
      <ListToolbar
        list={list}
        label={t('audit.search')}
        count={
          total === undefined ? undefined : total === null ? t('audit.countMany') : t('audit.count', { count: total })
        }
        filters={filters.shown}
      />
      {filters.dialog}
      <ListResults
        list={list.read}
        label={t('audit.title')}
        columns={columns}
        rowId={(event) => String(event.id)}
        rowHeight={59}
        hasWideCards
        empty={
          list.isFiltered ? (
            <NoMatch onClear={list.clear} />
          ) : (
            <EmptyState icon={History} title={t('audit.none')}>
              {t('audit.noneHint')}
            </EmptyState>
          )
        }
        paging={list.paging}
      />
      {opened !== null && (
        <EventSheet
          event={opened}
          onClose={() => setOpened(null)}
          onFilter={(chosen) => {
            setOpened(null);
            void navigate({ search: chosen });
          }}
        />
      )}
    </>
  );
}
