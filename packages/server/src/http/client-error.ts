import type { Socket } from 'node:net';
import { problemDocument, problemMediaType } from '#engine';

/** How long a connection that was answered stays open for a client that has not read the answer yet. */
const lingerMs = 500;

interface Refusal {
  readonly status: string;
  readonly detail: string;
}

const notHttp: Refusal = { status: '400 Bad Request', detail: 'The request is no valid HTTP/1.1.' };

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_INVALID_HEADER_TOKEN: {
    status: '400 Bad Request',
    detail:
      'A header of the request holds a control character, or is divided from its value by something else than a colon.',
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    detail:
      'The address and the headers of the request are longer than 48 KiB together, or the headers have a thousand lines or more.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    detail: 'The request came too slowly: its headers have 10 seconds, and all of it has 30.',
  },
};

/**
 * Answers what is no HTTP, came too slowly, or has headers without end; then the connection is of no more use.
 *
 * A gateway may still be writing. It gets a moment to read the answer, in which what it sends is thrown away: a socket
 * that is closed while something in it was not read takes the answer back (RFC 9112, section 9.6). The moment is short, and
 * whoever never closes is closed.
 */
export function answerClientError(error: Error, socket: Socket): void {
  const code = 'code' in error ? String(error.code) : '';
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, detail } = refusals[code] ?? notHttp;
  const body = JSON.stringify(problemDocument('invalid_request', Number.parseInt(status, 10), detail, {}));
  // The code tells a gateway that it was Chaveiro that answered: this is no outage, and not worth repeating.
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: ${problemMediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-Chaveiro-Code: invalid_request\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.removeAllListeners('data');
  socket.on('data', () => {});
  socket.resume();
  const end = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(end));
}
