import './audit.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { AuditEvent } from '../../api/api-types.ts';
import { auditExportAddress, auditPageSize, auditQuery } from '../../api/audit.ts';
import { DownloadLink } from '../../components/download-link.tsx';
import { EmptyState, ErrorState, NoMatch, NoPermission } from '../../components/empty-state.tsx';
import { ListResults } from '../../components/list-results.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { AuditSearch } from '../../router/audit-search.ts';
import { usePaging } from '../../router/use-paging.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { AuditToolbar } from './audit-toolbar.tsx';
import { useEventColumns } from './event-columns.tsx';
import { EventSheet } from './event-sheet.tsx';
import { filterOf } from './period.ts';

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
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [opened, setOpened] = useState<AuditEvent | null>(null);
  const columns = useEventColumns(setOpened);
  const { page: _, after, ...wanted } = search;
  const filter = filterOf(wanted, new Date());
  const events = useQuery(auditQuery(account, filter, after));
  const isFiltered = Object.keys(filter).length > 0;

  /** Another list begins with its first page. */
  const change = (changed: Partial<AuditSearch>) =>
    void navigate({
      search: ({ page: __, after: ___, ...rest }) => ({ ...rest, ...changed }),
      replace: true,
      // Days that were just chosen are not lost by showing them.
      ignoreBlocker: true,
    });
  const paging = usePaging({
    place: search,
    nextCursor: events.data?.nextCursor,
    filters: JSON.stringify(wanted),
    go: (place) => void navigate({ search: { ...wanted, ...place } }),
  });
  const { items, total } = events.data ?? {};
  const actors = new Set(items?.flatMap(({ actor }) => actor ?? []));

  return (
    <>
      <PageHeader
        title={t('audit.title')}
        hint={t('audit.hint')}
        actions={<DownloadLink href={auditExportAddress(account, filter)}>{t('audit.export')}</DownloadLink>}
      />
      <AuditToolbar
        search={search}
        onChange={change}
        actors={[...actors]}
        count={
          total === undefined ? undefined : total === null ? t('audit.countMany') : t('audit.count', { count: total })
        }
      />
      {events.isError && items === undefined ? (
        <ErrorState failure={events.error} onRetry={() => void events.refetch()} />
      ) : (
        <ListResults
          list={events}
          label={t('audit.title')}
          columns={columns}
          rowId={(event) => String(event.id)}
          rowHeight={59}
          empty={
            isFiltered ? (
              <NoMatch onClear={() => void navigate({ search: {}, replace: true })} />
            ) : (
              <EmptyState icon={History} title={t('audit.none')}>
                {t('audit.noneHint')}
              </EmptyState>
            )
          }
          paging={{ ...paging, pageSize: auditPageSize }}
        />
      )}
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
