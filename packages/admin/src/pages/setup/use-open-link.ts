import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
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
    isRunning,
    failure,
    /** As the user who is signed in. */
    join: () =>
      attempt(async () => {
        const { account } = await call('POST /api/v1/setup', { body: { token: secret } });
        queryClient.clear();
        goOn(account);
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
