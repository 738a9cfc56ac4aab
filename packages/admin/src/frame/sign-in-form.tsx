import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CallFailure, call } from '../api/call.ts';
import { sessionQuery } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { useFailureText } from '../components/failure-text.ts';
import { Notice } from '../components/notice.tsx';
import { TextField } from '../components/text-field.tsx';
import { PageMessages } from '../text/page-messages.tsx';
import { useText } from '../text/use-text.tsx';
import { SignInCodeField } from './sign-in-code-field.tsx';

interface SignInFormProps {
  /** Says why somebody has to sign in once more. */
  readonly isEnded?: boolean;
  /** Who signs in once more; then what the pages have read stays. */
  readonly email?: string;
  readonly onSignedIn: () => void;
}

/** Address and password; a code as well, once the server waits with what comes without. */
export function SignInForm({ isEnded, email, onSignedIn }: SignInFormProps) {
  const t = useText();
  const signIn = useSignIn(email !== undefined);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const code = String(fields.get('code') ?? '').trim();
    const given = { email: String(fields.get('email')), password: String(fields.get('password')) };
    if (await signIn.run(code === '' ? given : { ...given, code })) onSignedIn();
  };
  return (
    <>
      {isEnded && signIn.failure === null && <Notice tone="info">{t('signIn.ended')}</Notice>}
      <SignInFailure failure={signIn.failure} />
      {/* What was wrong may be right now; and a browser sends no form of which a field is said to be wrong. */}
      <form onSubmit={onSubmit} onInput={signIn.forgetFields}>
        <TextField
          label={t('signIn.email')}
          name="email"
          type="email"
          autoComplete="username"
          isRequired
          error={isFieldRefused(signIn.failure, 'email') ? t('setup.emailRefused') : undefined}
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
        {signIn.takesCode && (
          <PageMessages page="code">
            <SignInCodeField isRefused={isFieldRefused(signIn.failure, 'code')} />
          </PageMessages>
        )}
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
  if (failure === null || isFieldRefused(failure, 'email', 'code')) return null;
  const minutes = failure instanceof CallFailure ? Math.ceil((failure.retryAfterSeconds ?? 60) / 60) : 1;
  const isWrong = failure instanceof CallFailure && failure.code === 'invalid_credentials';
  const isTooOften = failure instanceof CallFailure && failure.code === 'too_many_attempts';
  return (
    <Notice tone="bad" isAlert>
      {isWrong ? t('signIn.wrong') : isTooOften ? t('signIn.tooOften', { minutes }) : failureText(failure)}
    </Notice>
  );
}

/** Whether the server said that one of these fields is wrong. */
function isFieldRefused(failure: unknown, ...fields: readonly string[]): boolean {
  return failure instanceof CallFailure && failure.code === 'invalid_request' && fields.includes(failure.field ?? '');
}

/** What keeps the right password out while others try wrong ones, and a code lets in. */
const letInByCode: readonly string[] = ['too_many_attempts', 'overloaded'];

/** A wrong password is no end of a session, so this does not go through `useAction`. */
function useSignIn(isSameUser: boolean) {
  const queryClient = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [takesCode, setTakesCode] = useState(false);
  const run = async (body: { email: string; password: string; code?: string }): Promise<boolean> => {
    if (isRunning) return false;
    setRunning(true);
    setFailure(null);
    try {
      const session = await call('POST /api/v1/session', { body });
      if (!isSameUser) queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      return true;
    } catch (error) {
      setFailure(error);
      if (error instanceof CallFailure && letInByCode.includes(error.code)) setTakesCode(true);
      return false;
    } finally {
      setRunning(false);
    }
  };
  const forgetFields = () => {
    if (isFieldRefused(failure, 'email', 'code')) setFailure(null);
  };
  return { run, isRunning, failure, takesCode, forgetFields };
}
