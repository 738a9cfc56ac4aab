import type { SessionRoute } from './route.ts';
import { sessionRoutesOfUser } from './session.ts';
import { setupRoutes } from './setup.ts';
import { userTokenRoute } from './user-token.ts';

/** Every address of sign-in and set-up. */
export const sessionRoutes: readonly SessionRoute[] = [...sessionRoutesOfUser, userTokenRoute, ...setupRoutes];
