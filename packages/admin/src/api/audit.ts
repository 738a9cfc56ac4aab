import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditEvent, Operations } from './api-types.ts';
import { addressOf, call } from './call.ts';

/** What happened: a closed list. */
export type AuditAction = AuditEvent['action'];

export type AuditFilter = Operations['GET /api/v1/accounts/{account}/audit/export']['query'];

/** One page of the events of an account, newest first. */
export const auditQuery = (
  account: string,
  filter: AuditFilter,
  page: { readonly limit: number; readonly cursor?: string },
) =>
  queryOptions({
    queryKey: [account, 'audit', filter, page],
    queryFn: ({ signal }) =>
      call('GET /api/v1/accounts/{account}/audit', { path: { account } }, { query: { ...filter, ...page }, signal }),
    placeholderData: keepPreviousData,
  });

/** Where all events that match can be downloaded, as JSON lines. */
export function auditExportAddress(account: string, filter: AuditFilter): string {
  return addressOf('/api/v1/accounts/{account}/audit/export', { account }, filter);
}
