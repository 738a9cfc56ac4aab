import { queryOptions } from '@tanstack/react-query';
import type { Session } from './api-types.ts';
import { call } from './call.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call('GET /api/v1/session', {}, { signal }),
  staleTime: 60_000,
});

/** An account, with what the user who is signed in may do in it. */
export type AccountRights = Session['accounts'][number];

/** Where somebody begins: their first account that can be used. */
export function homeAccount({ accounts }: Session): AccountRights | undefined {
  return accounts.find((each) => each.isActive) ?? accounts[0];
}
