import { queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';

export const settingsQuery = (account: string) =>
  queryOptions({
    queryKey: [account, 'settings'],
    queryFn: ({ signal }) => call('GET /api/v1/accounts/{account}/settings', { path: { account } }, { signal }),
  });
