import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { CallFailure } from '../api/call.ts';
import { homeAccount, sessionQuery } from '../api/session.ts';
import { loadTexts } from './load-texts.ts';
import { rootRoute } from './root-route.tsx';
import { oneOf, textOf } from './search.ts';

/** What a set-up link was made for. */
const setupPurposes = ['account', 'invitation', 'password'] as const;

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { to?: string | undefined; ended?: true | undefined } => ({
    to: ownAddress(search.to),
    ended: search.ended === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup/$purpose',
  params: {
    parse: ({ purpose }) => ({ purpose: oneOf(setupPurposes, purpose) ?? ('password' as const) }),
    stringify: ({ purpose }) => ({ purpose }),
  },
  loader: loadTexts('setup'),
  component: lazyRouteComponent(() => import('../pages/setup/setup-page.tsx'), 'SetupPage'),
});

/** `/admin` itself: to the keys of the first account that can be used. */
export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.fetchQuery(sessionQuery).catch((error: unknown) => {
      if (error instanceof CallFailure && error.status === 401) throw redirect({ to: '/sign-in', replace: true });
      throw error;
    });
    const account = homeAccount(session);
    if (account !== undefined) {
      throw redirect({ to: '/$account/keys', params: { account: account.name }, replace: true });
    }
  },
  component: lazyRouteComponent(() => import('../frame/no-account.tsx'), 'NoAccount'),
});

/** An address below ours, to go to after signing in; nobody is sent elsewhere by a link that was made for it. */
function ownAddress(value: unknown): string | undefined {
  const text = textOf(value, 2000);
  return text !== undefined && /^\/(?![/\\])/.test(text) && !text.startsWith('/sign-in') ? text : undefined;
}
