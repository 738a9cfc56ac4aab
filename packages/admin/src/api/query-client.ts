import { QueryCache, QueryClient } from '@tanstack/react-query';
import { CallFailure } from './call.ts';

/** Whether somebody has to sign in (again) before this can be answered. */
export function isSessionOver(error: unknown): boolean {
  return error instanceof CallFailure && error.status === 401;
}

/**
 * What the pages have read. Changes do not go through it: their answers may hold a token, and nothing here is
 * forgotten as soon as it is used.
 *
 * @param onSessionOver called when a reading finds that nobody is signed in any more
 */
export function createQueryClient(onSessionOver: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        // Where the session itself is read, the router leads to the sign-in.
        if (isSessionOver(error) && queryKey[0] !== 'session') onSessionOver();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // What the server refused it refuses again; what did not arrive may.
        retry: (failures, error) => failures < 2 && (!(error instanceof CallFailure) || error.status >= 500),
        retryDelay: 500,
      },
    },
  });
}
