import { headerName, isHeader } from '../../header-name.ts';
import type { Dialect } from './dialect.ts';

const contentLength = headerName('Content-Length');
const transferEncoding = headerName('Transfer-Encoding');

/** What the gateway's own headers say. */
export interface GatewayHeaders {
  /** The client's path and query; empty when the gateway did not say. */
  readonly uri: string;
  /** The client's method; empty when the gateway did not say. */
  readonly method: string;
  /** One of the two came more than once, so one of them is not the gateway's. */
  readonly isRepeated: boolean;
  /** The request says that a body follows. */
  readonly announcesBody: boolean;
}

/** @param rawHeaders names and values in turn, as Node received them */
export function readGatewayHeaders(dialect: Dialect, rawHeaders: readonly string[]): GatewayHeaders {
  const { uriHeader, methodHeader } = dialect;
  let uri = '';
  let method = '';
  let uris = 0;
  let methods = 0;
  let announcesBody = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    const length = name.length;
    // Lengths first: most headers are told apart without looking at a letter.
    if (length === uriHeader.lower.length && isHeader(name, uriHeader)) {
      uri = value;
      uris++;
    } else if (length === methodHeader.lower.length && isHeader(name, methodHeader)) {
      method = value;
      methods++;
    } else if (length === 14 && isHeader(name, contentLength)) {
      announcesBody ||= value !== '0';
    } else if (length === 17 && isHeader(name, transferEncoding)) {
      announcesBody = true;
    }
  }
  return { uri, method, isRepeated: uris > 1 || methods > 1, announcesBody };
}
