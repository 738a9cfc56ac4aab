import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

/** Where the user who is signed in is signed in, the newest session first. */
export const ownSessionsQuery = queryOptions({
  queryKey: ['own', 'sessions'],
  queryFn: async ({ signal }) => (await call('GET /api/v1/session/sessions', {}, { signal })).items,
});
