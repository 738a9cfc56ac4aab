import './outside.css';
import { UserX } from 'lucide-react';
import { EmptyState } from '../components/empty-state.tsx';
import { useTitle } from '../components/page-header.tsx';
import { useText } from '../text/use-text.tsx';

/** Somebody who is signed in and has no role anywhere. */
export function NoAccount() {
  const t = useText();
  useTitle(t('frame.noAccount'));
  return (
    <main className="outside-wide">
      <EmptyState icon={UserX} isWholePage title={t('frame.noAccount')}>
        {t('frame.noAccountHint')}
      </EmptyState>
    </main>
  );
}
