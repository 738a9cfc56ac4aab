import './account-frame.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { homeAccount, sessionQuery } from '../api/session.ts';
import { Notice } from '../components/notice.tsx';
import { useText } from '../text/use-text.tsx';
import { AccountSwitcher } from './account-switcher.tsx';
import { Brand } from './brand.tsx';
import { NotFound, NotFoundAlone } from './lazy-not-found.ts';
import { destinations } from './navigation.ts';
import { PhoneNavigation } from './phone-navigation.tsx';
import { UserMenu } from './user-menu.tsx';

/** Around every page of an account: which account, where to go, who is signed in. */
export function AccountFrame() {
  const t = useText();
  const { account: name } = useParams({ from: '/$account' });
  const { data: session } = useSuspenseQuery(sessionQuery);
  const account = session.accounts.find((each) => each.name === name);
  // Of an account without a role for the user nobody says whether it exists: the frame is that of their own.
  const framed = account ?? homeAccount(session);
  if (framed === undefined) return <NotFoundAlone />;
  return (
    <>
      <a className="skip-link" href="#content">
        {t('frame.skip')}
      </a>
      <header className="frame-bar">
        <PhoneNavigation account={framed.name} />
        <Brand />
        <AccountSwitcher current={framed.name} accounts={session.accounts} />
        <nav className="frame-navigation" aria-label={t('frame.navigation')}>
          <Destinations account={framed.name} />
        </nav>
        <UserMenu user={session.user} roles={framed.roles} />
      </header>
      <main className="frame-content" id="content" tabIndex={-1}>
        {account?.isActive === false && <Notice tone="warn">{t('frame.accountInactive', { account: name })}</Notice>}
        {account === undefined ? <NotFound /> : <Outlet />}
      </main>
    </>
  );
}

function Destinations({ account }: { readonly account: string }) {
  const t = useText();
  return destinations.map(({ to, title, icon: Icon }) => (
    <Link key={to} to={to} params={{ account }} search={{}} className="frame-link">
      <Icon size={16} aria-hidden />
      {t(title)}
    </Link>
  ));
}
