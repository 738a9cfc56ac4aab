import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CallFailure, call } from '../api/call.ts';
import { sessionQuery } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { useFailureText } from '../components/failure-text.ts';
import { Notice } from '../components/notice.tsx';
import { TextField } from '../components/text-field.tsx';
import { useText } from '../text/use-text.tsx';

interface SignInFormProps {
  /** Says why somebody has to sign in once more. */
  readonly isEnded?: boolean;
  /** Who signs in once more; then what the pages have read stays. */
  readonly email?: string;
  readonly onSignedIn: () => void;
}

/** Address and password. */
export function SignInForm({ isEnded, email, onSignedIn }: SignInFormProps) {
  const t = useText();
  const signIn = useSignIn(email !== undefined);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    if (await signIn.run(String(fields.get('email')), String(fields.get('password')))) onSignedIn();
  };
  return (
    <>
      {isEnded && signIn.failure === null && <Notice tone="info">{t('signIn.ended')}</Notice>}
      <SignInFailure failure={signIn.failure} />
      <form onSubmit={onSubmit}>
        <TextField
          label={t('signIn.email')}
          name="email"
          type="email"
          autoComplete="username"
          isRequired
          {...(email === undefined ? { autoFocus: true } : { value: email, isReadOnly: true })}
        />
        <TextField
          label={t('signIn.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          isRequired
          autoFocus={email !== undefined}
        />
        <Button variant="primary" type="submit" isPending={signIn.isRunning}>
          {t('signIn.submit')}
        </Button>
      </form>
    </>
  );
}

function SignInFailure({ failure }: { readonly failure: unknown }) {
  const t = useText();
  const failureText = useFailureText();
  if (failure === null) return null;
  const minutes = failure instanceof CallFailure ? Math.ceil((failure.retryAfterSeconds ?? 60) / 60) : 1;
  const isWrong = failure instanceof CallFailure && failure.code === 'invalid_credentials';
  const isTooOften = failure instanceof CallFailure && failure.code === 'too_many_attempts';
  return (
    <Notice tone="bad" isAlert>
      {isWrong ? t('signIn.wrong') : isTooOften ? t('signIn.tooOften', { minutes }) : failureText(failure)}
    </Notice>
  );
}

/** A wrong password is no end of a session, so this does not go through `useAction`. */
function useSignIn(isSameUser: boolean) {
  const queryClient = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async (email: string, password: string): Promise<boolean> => {
    if (isRunning) return false;
    setRunning(true);
    setFailure(null);
    try {
      const session = await call('POST /api/v1/session', { body: { email, password } });
      if (!isSameUser) queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setRunning(false);
    }
  };
  return { run, isRunning, failure };
}
