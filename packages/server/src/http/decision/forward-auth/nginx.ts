import { headerName } from '#engine';
import type { Dialect } from './dialect.ts';

/**
 * nginx's `auth_request`. Both headers come from `proxy_set_header`, which replaces what the client
 * sent under their names; `X-Forwarded-…` passes through nginx untouched and is the client's word. So is
 * `X-Original-URI` behind a gateway that sets `X-Original-URL` in its place: then the two differ.
 */
export const nginx: Dialect = {
  name: 'nginx',
  uriHeader: headerName('X-Original-URI'),
  methodHeader: headerName('X-Original-Method'),
  mayPassClientQuery: false,
  takesQueryForm: true,
  allowStatus: 204,
};
