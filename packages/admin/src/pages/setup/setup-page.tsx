import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { CallFailure } from '../../api/call.ts';
import { sessionQuery } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { TextField } from '../../components/text-field.tsx';
import { OutsidePage } from '../../frame/outside-page.tsx';
import { SignInForm } from '../../frame/sign-in-form.tsx';
import type { MessageId } from '../../text/load-messages.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { LinkFacts } from './link-facts.tsx';
import { LinkGone } from './link-gone.tsx';
import { useOpenLink } from './use-open-link.ts';

const route = getRouteApi('/setup/$purpose');

const texts: Readonly<
  Record<'account' | 'invitation' | 'password', Readonly<Record<'title' | 'hint' | 'submit', MessageId>>>
> = {
  account: { title: 'setup.accountTitle', hint: 'setup.accountHint', submit: 'setup.accountSubmit' },
  invitation: { title: 'setup.invitationTitle', hint: 'setup.invitationHint', submit: 'setup.invitationSubmit' },
  password: { title: 'setup.passwordTitle', hint: 'setup.passwordHint', submit: 'setup.passwordSubmit' },
};

/** Opens a set-up link: a first account, an invitation, or a new password. Nothing happens before its button. */
export function SetupPage() {
  return (
    <PageMessages page="setup">
      <Setup />
    </PageMessages>
  );
}

function Setup() {
  const t = useText();
  const { purpose } = route.useParams();
  const open = useOpenLink();
  const [hasPassword, setHasPassword] = useState(false);
  const { title, hint, submit } = texts[purpose];
  const session = useQuery({ ...sessionQuery, enabled: purpose === 'invitation', retry: false });
  const email = purpose === 'invitation' ? session.data?.user.email : undefined;

  if (open.secret === '' || isGone(open.failure)) return <LinkGone isIncomplete={open.secret === ''} />;
  const { shown } = open;
  // Before anything is asked: a link that opens nothing takes no password.
  if (shown === null && open.failure === null) return <OutsidePage title={t(title)}>{null}</OutsidePage>;
  const facts = purpose === 'account' || shown === null ? null : <LinkFacts {...shown} />;
  if (email !== undefined && shown !== null && shown.email !== email) {
    return (
      <OutsidePage title={t(title)}>
        {facts}
        <Notice tone="warn">{t('setup.otherUser', { email })}</Notice>
        <Button variant="primary" isPending={open.isRunning} onPress={() => void open.signOut()}>
          {t('frame.signOut')}
        </Button>
      </OutsidePage>
    );
  }
  if (email !== undefined) {
    return (
      <OutsidePage title={t(title)} hint={t('setup.joinHint', { email })}>
        {facts}
        <LinkFailure failure={open.failure} />
        <Button variant="primary" autoFocus isPending={open.isRunning} onPress={() => void open.join()}>
          {t(submit)}
        </Button>
      </OutsidePage>
    );
  }
  if (hasPassword) {
    return (
      <OutsidePage title={t(title)} hint={t('setup.signInToJoin')}>
        {facts}
        <LinkFailure failure={open.failure} />
        <SignInForm onSignedIn={() => void open.join()} />
      </OutsidePage>
    );
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    const password = String(fields.get('password'));
    void open.setPassword(
      password,
      purpose === 'account' ? { account: text('account'), email: text('email') } : undefined,
    );
  };
  return (
    <OutsidePage title={t(title)} hint={t(hint)}>
      {facts}
      <LinkFailure failure={open.failure} />
      <form onSubmit={onSubmit}>
        {purpose === 'account' && (
          <>
            <TextField
              label={t('setup.account')}
              name="account"
              hint={t('setup.accountNameHint')}
              pattern="[a-z][a-z0-9]{1,39}"
              isCode
              isRequired
              autoFocus
            />
            <TextField label={t('signIn.email')} name="email" type="email" autoComplete="username" isRequired />
          </>
        )}
        {typeof shown?.email === 'string' && (
          // For whatever keeps passwords: by this name the new one is found again.
          <input
            className="visually-hidden"
            type="email"
            autoComplete="username"
            value={shown.email}
            readOnly
            aria-hidden
            tabIndex={-1}
          />
        )}
        <TextField
          label={t('setup.newPassword')}
          name="password"
          type="password"
          autoComplete="new-password"
          hint={t('setup.passwordRule')}
          minLength={15}
          maxLength={256}
          isRequired
          autoFocus={purpose !== 'account'}
        />
        <Button variant="primary" type="submit" isPending={open.isRunning}>
          {t(submit)}
        </Button>
      </form>
      {purpose === 'invitation' && (
        <Button variant="quiet" onPress={() => setHasPassword(true)}>
          {t('setup.haveAccount')}
        </Button>
      )}
    </OutsidePage>
  );
}

function isGone(failure: unknown): boolean {
  return failure instanceof CallFailure && failure.code === 'link_gone';
}

/** What the server refuses, by the field that it names. */
const refusedFields: Readonly<Record<string, MessageId>> = {
  password: 'setup.passwordRefused',
  account: 'setup.accountRefused',
  email: 'setup.emailRefused',
};

function LinkFailure({ failure }: { readonly failure: unknown }) {
  const t = useText();
  if (!(failure instanceof CallFailure)) return <FailureNotice failure={failure} />;
  const id =
    failure.code === 'account_exists'
      ? 'setup.accountExists'
      : failure.code === 'sign_in_needed'
        ? 'setup.signInNeeded'
        : failure.code === 'link_not_yours'
          ? 'setup.notYours'
          : refusedFields[failure.field ?? ''];
  if (id === undefined) return <FailureNotice failure={failure} />;
  return (
    <Notice tone="bad" isAlert>
      {t(id)}
    </Notice>
  );
}
