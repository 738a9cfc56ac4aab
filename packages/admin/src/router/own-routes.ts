import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { FrameFailure } from '../frame/frame-failure.tsx';
import { loadTexts } from './load-texts.ts';
import { type RouterContext, rootRoute } from './root-route.tsx';
import { signInFirst } from './sign-in-first.ts';

// A name of an account has no hyphen, so none is hidden by these.
const ownSessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/own-sessions',
  beforeLoad: readSession,
  loader: loadTexts('code'),
  component: lazyRouteComponent(() => import('../pages/own/sessions-page.tsx'), 'SessionsPage'),
  errorComponent: FrameFailure,
});

const ownPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/own-password',
  beforeLoad: readSession,
  component: lazyRouteComponent(() => import('../pages/own/password-page.tsx'), 'PasswordPage'),
  errorComponent: FrameFailure,
});

/** What belongs to a person, whatever the account. */
export const ownRoutes = [ownSessionsRoute, ownPasswordRoute] as const;

interface Visit {
  readonly context: RouterContext;
  readonly location: { readonly href: string };
}

async function readSession({ context, location }: Visit): Promise<void> {
  await signInFirst(context.queryClient.ensureQueryData(sessionQuery), location.href);
}
