import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ShownSetupLink } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { sessionQuery } from '../../api/session.ts';
import { basePath } from '../../router/sign-in-first.ts';

interface NewAccount {
  readonly account: string;
  readonly email: string;
}

/** Opens the link of this page's address; its secret is behind the `#`, which no server sees. */
export function useOpenLink() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [secret] = useState(() => location.hash.slice(1));
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  // In no cache: what it is asked by is a secret.
  const [shown, setShown] = useState<ShownSetupLink | null>(null);
  useEffect(() => {
    if (secret === '') return;
    call('POST /api/v1/setup/show', { body: { token: secret } }).then(setShown, setFailure);
  }, [secret]);

  /** Ends where the opened link leads, and takes the secret out of the browser's history. */
  const goOn = (account: string | null) =>
    router.history.replace(account === null ? `${basePath}/` : `${basePath}/${account}/keys`);

  const attempt = async (act: () => Promise<void>) => {
    if (isRunning) return;
    setRunning(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };

  return {
    secret,
    /** What the link is for, as soon as the server has said it. */
    shown,
    isRunning,
    failure,
    /** As the user who is signed in. */
    join: () =>
      attempt(async () => {
        const { account } = await call('POST /api/v1/setup', { body: { token: secret } });
        queryClient.clear();
        goOn(account);
      }),
    /** For somebody who is signed in as somebody else. */
    signOut: () =>
      attempt(async () => {
        await call('DELETE /api/v1/session', {});
        queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
        await queryClient.fetchQuery({ ...sessionQuery, retry: false }).catch(() => {});
      }),
    /** Sets the password, and signs in with it. */
    setPassword: (password: string, newAccount?: NewAccount) =>
      attempt(async () => {
        const opened = await call('POST /api/v1/setup', { body: { token: secret, password, ...newAccount } });
        const session = await call('POST /api/v1/session', { body: { email: opened.email, password } });
        queryClient.clear();
        queryClient.setQueryData(sessionQuery.queryKey, session);
        goOn(opened.account);
      }),
  };
}
