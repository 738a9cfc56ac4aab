import { type HeaderName, headerName, isHeader } from '#engine';
import type { Dialect } from './dialect.ts';

const contentLength = headerName('Content-Length');
const transferEncoding = headerName('Transfer-Encoding');

/** Where gateways, each in its own words, put the path, or the whole address, of the request that they hold; and its method. */
const uriHeaders = ['X-Original-URI', 'X-Original-URL', 'X-Forwarded-Uri', 'X-Rewrite-URL', 'X-Envoy-Original-Path'];
const methodHeaders = ['X-Original-Method', 'X-Forwarded-Method'];

/** What the gateway's own headers say. */
export interface GatewayHeaders {
  /** The client's path and query; empty when the gateway did not say. */
  readonly uri: string;
  /** The client's method; empty when the gateway did not say. */
  readonly method: string;
  /** One of the two came more than once, so one of them is not the gateway's. */
  readonly isRepeated: boolean;
  /**
   * A header by which another gateway says the same, and that says something else than ours. A gateway
   * that sets that one leaves ours to the client. `null` when there is none.
   */
  readonly contradiction: string | null;
  /** The request says that a body follows. */
  readonly announcesBody: boolean;
}

/** A header by which another gateway says what one of ours says. */
interface Rival {
  readonly name: HeaderName;
  readonly isUri: boolean;
}

/** Reads what this gateway says. */
export function createGatewayHeaderReader({ uriHeader, methodHeader }: Dialect) {
  const rivals = rivalsOf(uriHeader, methodHeader);

  /** @param rawHeaders names and values in turn, as Node received them */
  return function readGatewayHeaders(rawHeaders: readonly string[]): GatewayHeaders {
    let uri = '';
    let method = '';
    let uris = 0;
    let methods = 0;
    let announcesBody = false;
    let claims: readonly Claim[] | undefined;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] as string;
      const value = rawHeaders[i + 1] as string;
      const length = name.length;
      // Lengths first: most headers are told apart without looking at a letter.
      if (length === uriHeader.lower.length && isHeader(name, uriHeader)) {
        uri = value;
        uris++;
        continue;
      }
      if (length === methodHeader.lower.length && isHeader(name, methodHeader)) {
        method = value;
        methods++;
        continue;
      }
      if (length === 14 && isHeader(name, contentLength)) {
        announcesBody ||= value !== '0';
      } else if (length === 17 && isHeader(name, transferEncoding)) {
        announcesBody = true;
      }
      const rival = value === '' ? undefined : findRival(rivals[length], name);
      if (rival !== undefined) claims = [...(claims ?? []), { rival, value }];
    }
    const contradiction = claims === undefined ? null : findContradiction(claims, uri, method);
    return { uri, method, isRepeated: uris > 1 || methods > 1, contradiction, announcesBody };
  };
}

interface Claim {
  readonly rival: Rival;
  readonly value: string;
}

/** By the length of their names. */
function rivalsOf(uriHeader: HeaderName, methodHeader: HeaderName): readonly (readonly Rival[] | undefined)[] {
  const byLength: Rival[][] = [];
  const add = (names: readonly string[], own: HeaderName, isUri: boolean) => {
    for (const usual of names) {
      if (usual === own.usual) continue;
      byLength[usual.length] = [...(byLength[usual.length] ?? []), { name: headerName(usual), isUri }];
    }
  };
  add(uriHeaders, uriHeader, true);
  add(methodHeaders, methodHeader, false);
  return Array.from(byLength);
}

function findRival(rivals: readonly Rival[] | undefined, name: string): Rival | undefined {
  if (rivals === undefined) return undefined;
  // `X-Forwarded-For` is as long as `X-Forwarded-Uri` and comes with most requests: the last letter tells them apart.
  const last = name.charCodeAt(name.length - 1) | 0x20;
  return rivals.find(
    ({ name: rival }) => rival.lower.charCodeAt(rival.lower.length - 1) === last && isHeader(name, rival),
  );
}

function findContradiction(claims: readonly Claim[], uri: string, method: string): string | null {
  const claim = claims.find(({ rival, value }) => (rival.isUri ? withoutOrigin(value) !== uri : value !== method));
  return claim?.rival.name.usual ?? null;
}

const origin = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/;

/** The path and query of what may be a full address. */
function withoutOrigin(address: string): string {
  return address.replace(origin, '');
}

/** Whether a value is a full address and not the path and query of one. */
export function isFullAddress(value: string): boolean {
  return origin.test(value);
}
