import type { RequestListener } from 'node:http';
import type { DecisionEndpointOptions } from './endpoint-options.ts';
import { apisix } from './forward-auth/apisix.ts';
import { caddy } from './forward-auth/caddy.ts';
import type { Dialect } from './forward-auth/dialect.ts';
import { createEnvoyAuth, envoy } from './forward-auth/envoy.ts';
import { createForwardAuth, forwardAuthPrefix } from './forward-auth/forward-auth.ts';
import { nginx } from './forward-auth/nginx.ts';
import { traefik } from './forward-auth/traefik.ts';
import { createVerify, verifyAddress } from './verify.ts';

/** The gateways that say by headers what they hold; Envoy says it by its address. */
export const dialects: readonly Dialect[] = [nginx, caddy, traefik, apisix];

/** Finds who answers an address; `undefined` when it is no address of a decision. */
export type DecisionEndpoints = (url: string) => RequestListener | undefined;

/** The endpoints that are answered before all others. */
export function createDecisionEndpoints(options: DecisionEndpointOptions): DecisionEndpoints {
  const endpoints: { address: string; hasPaths: boolean; handle: RequestListener }[] = dialects.map((dialect) => ({
    address: forwardAuthPrefix(dialect),
    hasPaths: true,
    handle: createForwardAuth(options, dialect),
  }));
  endpoints.push({ address: forwardAuthPrefix(envoy), hasPaths: true, handle: createEnvoyAuth(options) });
  endpoints.push({ address: verifyAddress, hasPaths: false, handle: createVerify(options) });

  return (url) => {
    for (const { address, hasPaths, handle } of endpoints) {
      if (!url.startsWith(address)) continue;
      const next = url.charAt(address.length);
      if (next === '' || next === '?' || (hasPaths && next === '/')) return handle;
    }
    return undefined;
  };
}
