import { revealRoute } from './links/reveal.ts';
import type { PublicRoute } from './public-route.ts';

/** Every address for callers without a credential. */
export const publicRoutes: readonly PublicRoute[] = [revealRoute];
