import './own.css';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { CallFailure, call } from '../../api/call.ts';
import { sessionQuery } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { LeaveQuestion } from '../../components/leave-question.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { showToast } from '../../components/show-toast.ts';
import { TextField } from '../../components/text-field.tsx';
import { OwnFrame } from '../../frame/own-frame.tsx';
import { type Text, useText } from '../../text/use-text.tsx';

const minLength = 15;

/** Changes the password of whoever is signed in, which ends all sessions; here they are signed in again at once. */
export function PasswordPage() {
  const t = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const change = useChangePassword(session.user.email);
  const [isShown, setShown] = useState(false);
  const [tooShortBy, setTooShortBy] = useState(0);
  // The current one may have come from a password manager, unasked.
  const [isChosen, setChosen] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [current, chosen] = [String(fields.get('current')), String(fields.get('new'))];
    const missing = Math.max(0, minLength - lengthOf(chosen));
    setTooShortBy(missing);
    change.forget();
    if (missing === 0) void change.run(current, chosen);
  };
  /** What was wrong may be right now; and a browser sends no form of which a field is said to be wrong. */
  const forget = () => {
    setTooShortBy(0);
    change.forget();
  };
  const errors = errorsOf(t, change.failure, tooShortBy);
  return (
    <OwnFrame>
      <PageHeader title={t('own.password')} hint={t('own.passwordHint')} />
      <form className="own-form" onSubmit={onSubmit}>
        {errors.other && <FailureNotice failure={change.failure} />}
        {errors.tooOften !== undefined && (
          <Notice tone="bad" isAlert>
            {errors.tooOften}
          </Notice>
        )}
        {/* So that a password manager knows whose password it keeps. */}
        <input className="visually-hidden" autoComplete="username" value={session.user.email} readOnly hidden />
        <TextField
          label={t('own.currentPassword')}
          name="current"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          error={errors.current}
          onChange={forget}
          isRequired
          autoFocus
        />
        <TextField
          label={t('setup.newPassword')}
          name="new"
          type={isShown ? 'text' : 'password'}
          autoComplete="new-password"
          hint={t('setup.passwordRule')}
          error={errors.chosen}
          onChange={(text) => {
            setChosen(text !== '');
            forget();
          }}
          maxLength={256}
          isRequired
        />
        <Checkbox isSelected={isShown} onChange={setShown}>
          {t('own.showPasswords')}
        </Checkbox>
        <LeaveQuestion isUnsaved={isChosen} />
        <Button variant="primary" type="submit" isPending={change.isRunning}>
          {t('own.password')}
        </Button>
      </form>
    </OwnFrame>
  );
}

function useChangePassword(email: string) {
  const t = useText();
  const queryClient = useQueryClient();
  const router = useRouter();
  return useAction(async (currentPassword: string, newPassword: string) => {
    await call('POST /api/v1/session/password', { body: { currentPassword, newPassword } });
    const session = await call('POST /api/v1/session', { body: { email, password: newPassword } });
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    showToast(t('own.changed'));
    await router.navigate({ to: '/own-sessions', replace: true, ignoreBlocker: true });
  });
}

interface PasswordErrors {
  readonly current?: string;
  readonly chosen?: string;
  readonly tooOften?: string;
  /** Something that has nothing to do with the passwords. */
  readonly other?: boolean;
}

function errorsOf(t: Text, failure: unknown, tooShortBy: number): PasswordErrors {
  if (tooShortBy > 0) return { chosen: t('own.tooShort', { count: tooShortBy }) };
  if (!(failure instanceof CallFailure)) return { other: failure !== null };
  if (failure.field === 'currentPassword') return { current: t('own.wrongPassword') };
  if (failure.field === 'newPassword') return { chosen: t('own.guessable') };
  if (failure.code !== 'too_many_attempts') return { other: true };
  return { tooOften: t('signIn.tooOften', { minutes: Math.ceil((failure.retryAfterSeconds ?? 60) / 60) }) };
}

/** As the server counts: characters of the composed form. */
function lengthOf(password: string): number {
  return [...password.normalize('NFC')].length;
}
