import { headerName } from '#engine';
import type { Dialect } from './dialect.ts';

/**
 * The plugin `forward-auth` of APISIX, which sets both headers itself, and passes on of the client's only those that its
 * `request_headers` name: the credential's have to be among them.
 */
export const apisix: Dialect = {
  name: 'apisix',
  uriHeader: headerName('X-Forwarded-Uri'),
  methodHeader: headerName('X-Forwarded-Method'),
  mayPassClientQuery: false,
  takesQueryForm: false,
  allowStatus: 200,
};
