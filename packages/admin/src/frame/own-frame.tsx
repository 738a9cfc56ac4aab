import './account-frame.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/session.ts';
import { useText } from '../text/use-text.tsx';
import { Brand } from './brand.tsx';
import { UserMenu } from './user-menu.tsx';

/** Around the pages of what belongs to a person and to no account. */
export function OwnFrame({ children }: { readonly children: ReactNode }) {
  const t = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <>
      <header className="frame-bar">
        <Brand />
        <Link to="/" className="frame-link">
          <ArrowLeft size={16} aria-hidden />
          {t('own.back')}
        </Link>
        <UserMenu user={session.user} />
      </header>
      <main className="frame-content">{children}</main>
    </>
  );
}
