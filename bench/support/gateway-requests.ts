import { credentialHeaders } from '../../test/support/api.ts';
import type { KeyPair } from '../../test/support/chaveiro.ts';
import { largeApi, largeRoutes, pathFor } from './large-tables.ts';

/** A request that a gateway sends to ask for a decision. */
export interface GatewayRequest {
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
}

const anyOf = ['ApproveOrders', 'ViewOrders', 'ListOrders'];

/**
 * One request for each key pair, as nginx sends it with the configuration in `examples/nginx`: what
 * the client sent, and the request that the decision is about. Both kinds differ in nothing but the
 * address, whose query the gateway's configuration fixes.
 */
export function gatewayRequests(
  pairs: readonly KeyPair[],
  account: string,
  requirement: 'any-of' | 'route',
): GatewayRequest[] {
  const query = requirement === 'route' ? `api=${largeApi}` : anyOf.map((resource) => `anyOf=${resource}`).join('&');
  return pairs.map((pair, number) => {
    // 7 has no factor in common with 790, so all routes take their turn, and neighbours differ.
    const route = largeRoutes[(number * 7) % largeRoutes.length];
    if (route === undefined) throw new Error('no routes');
    return {
      target: `/forward-auth/nginx?account=${account}&${query}`,
      headers: [
        ['X-Original-Method', route.method],
        ['X-Original-URI', `${pathFor(route.path, number)}?page=2&per_page=50`],
        ['X-Forwarded-For', '203.0.113.9'],
        ['User-Agent', 'integration-client/4.2 (+https://erp.example)'],
        ['Accept', 'application/json'],
        ['Accept-Encoding', 'gzip, deflate, br'],
        ...Object.entries(credentialHeaders(pair)),
      ],
    };
  });
}

/** The request as bytes on a connection that stays open. */
export function requestText({ target, headers }: GatewayRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `GET ${target} HTTP/1.1\r\nHost: chaveiro\r\n${lines}\r\n`;
}
