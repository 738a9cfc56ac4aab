/** For services on Hono. */
import type { Decision } from '#engine';
import type { Chaveiro } from './chaveiro.ts';
import { type AnyOfOptions, createGuard, type RouteOptions } from './guard.ts';

export type { AnyOfOptions, RouteOptions } from './guard.ts';

/** What a guard uses of a context of Hono; the decision is put into it. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  set(name: 'chaveiro', decision: Decision): void;
}

export type HonoGuard = (context: HonoContext, next: () => Promise<void>) => Promise<Response | undefined>;

/** A middleware that lets pass who holds any one of some resources. */
export function requireAnyOf(chaveiro: Chaveiro, options: AnyOfOptions<HonoContext>): HonoGuard {
  return honoGuard(chaveiro, options);
}

/** A middleware that lets pass whom the route policies of an API let pass. */
export function requireRoute(chaveiro: Chaveiro, options: RouteOptions<HonoContext>): HonoGuard {
  return honoGuard(chaveiro, options);
}

function honoGuard(chaveiro: Chaveiro, options: AnyOfOptions<HonoContext> | RouteOptions<HonoContext>): HonoGuard {
  const guard = createGuard(chaveiro, options);
  return async (context, next) => {
    const { method, url, headers } = context.req.raw;
    const { decision, denial } = guard(context, { method, path: pathOf(url), rawHeaders: [...headers].flat() });
    if (denial !== null) return new Response(denial.body, { status: denial.status, headers: denial.headers });
    context.set('chaveiro', decision);
    await next();
    return undefined;
  };
}

/** Path and query of an address, as they stand in it. */
function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*$/s, '') || '/';
}
