import { Link } from '@tanstack/react-router';
import { OutsidePage } from '../../frame/outside-page.tsx';
import { useText } from '../../text/use-text.tsx';

/** A link that opens nothing any more, or that lost its end on the way. */
export function LinkGone({ isIncomplete }: { readonly isIncomplete: boolean }) {
  const t = useText();
  return (
    <OutsidePage
      title={t(isIncomplete ? 'setup.incompleteTitle' : 'setup.goneTitle')}
      hint={t(isIncomplete ? 'setup.incompleteHint' : 'setup.goneHint')}
    >
      <Link to="/sign-in">{t('signIn.title')}</Link>
    </OutsidePage>
  );
}
