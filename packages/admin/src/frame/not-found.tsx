import './outside.css';
import { Link } from '@tanstack/react-router';
import { MapPinOff } from 'lucide-react';
import { EmptyState } from '../components/empty-state.tsx';
import { useTitle } from '../components/page-header.tsx';
import { useText } from '../text/use-text.tsx';

/** Where there is no frame around it. */
export function NotFoundAlone() {
  return (
    <main className="outside-wide">
      <NotFound />
    </main>
  );
}

/** An address of nothing, or of what the user may not know of. */
export function NotFound() {
  const t = useText();
  useTitle(t('frame.notFound'));
  return (
    <EmptyState
      icon={MapPinOff}
      isWholePage
      title={t('frame.notFound')}
      action={<Link to="/">{t('frame.toStart')}</Link>}
    >
      {t('frame.notFoundHint')}
    </EmptyState>
  );
}
