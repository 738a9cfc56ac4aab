import type { SessionRoute } from './route.ts';
import { sessionRoutesOfUser } from './session.ts';
import { setupRoutes } from './setup.ts';

/** Every address of sign-in and set-up. */
export const sessionRoutes: readonly SessionRoute[] = [...sessionRoutesOfUser, ...setupRoutes];
