import { headerName } from '#engine';
import type { Dialect } from './dialect.ts';

/**
 * Traefik's `forwardAuth`, which sets both headers itself as long as `trustForwardHeader` is not set: with it they are the word of
 * whoever comes before. Its address has no place for the client's path.
 */
export const traefik: Dialect = {
  name: 'traefik',
  uriHeader: headerName('X-Forwarded-Uri'),
  methodHeader: headerName('X-Forwarded-Method'),
  mayPassClientQuery: false,
  takesQueryForm: false,
  allowStatus: 204,
};
