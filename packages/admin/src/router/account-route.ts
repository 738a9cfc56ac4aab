import { createRoute } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { AccountFrame } from '../frame/account-frame.tsx';
import { FrameFailure } from '../frame/frame-failure.tsx';
import { rootRoute } from './root-route.tsx';
import { signInFirst } from './sign-in-first.ts';

/** Everything inside of an account. Who is not signed in does that first, and comes back. */
export const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$account',
  beforeLoad: async ({ context, location }) => {
    await signInFirst(context.queryClient.ensureQueryData(sessionQuery), location.href);
  },
  component: AccountFrame,
  errorComponent: FrameFailure,
});
