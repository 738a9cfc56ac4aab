import { getRouteApi, useRouter } from '@tanstack/react-router';
import { OutsidePage } from '../../frame/outside-page.tsx';
import { SignInForm } from '../../frame/sign-in-form.tsx';
import { basePath } from '../../router/sign-in-first.ts';
import { useText } from '../../text/use-text.tsx';

const route = getRouteApi('/sign-in');

/** Signs in and goes where somebody wanted to go, or to the keys of the first account. */
export function SignInPage() {
  const t = useText();
  const { to, ended } = route.useSearch();
  const router = useRouter();
  return (
    <OutsidePage title={t('signIn.title')} hint={t('signIn.hint')}>
      <SignInForm isEnded={ended ?? false} onSignedIn={() => router.history.replace(basePath + (to ?? '/'))} />
      <p className="muted">{t('signIn.forgotten')}</p>
    </OutsidePage>
  );
}
