import { headerName } from '#engine';
import type { Dialect } from './dialect.ts';

/**
 * Caddy's `forward_auth`, which sets both headers itself; `X-Original-…` passes through Caddy
 * untouched and is the client's word. Its `uri` without a query keeps the client's.
 */
export const caddy: Dialect = {
  name: 'caddy',
  uriHeader: headerName('X-Forwarded-Uri'),
  methodHeader: headerName('X-Forwarded-Method'),
  mayPassClientQuery: true,
  takesQueryForm: true,
  allowStatus: 204,
};
