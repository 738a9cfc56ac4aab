import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  /** Names in lower case, in order, with repetitions. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  header(name: string): string | undefined;
}

export interface RawRequest {
  readonly port: number;
  readonly method?: string;
  /** Goes into the request line exactly as it is: no normalising, no escaping. */
  readonly target: string;
  /** Names may repeat. `Host` and `Connection: close` are added, unless they are here. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  /** The address to come from, such as `127.0.0.2`: all of 127.0.0.0/8 is this machine. */
  readonly from?: string;
  readonly timeoutMs?: number;
}

/**
 * Sends one request byte by byte as the test wrote it (Latin-1). `fetch` and `node:http` cannot: they
 * normalise paths, join headers and refuse what a hostile client would send.
 */
export function sendRaw(request: RawRequest): Promise<RawAnswer> {
  const { port, method = 'GET', target, headers = [], body = '', from = '127.0.0.1', timeoutMs = 15_000 } = request;
  const lines = [`${method} ${target} HTTP/1.1`];
  const has = (name: string) => headers.some(([key]) => key.toLowerCase() === name);
  if (!has('host')) lines.push(`Host: 127.0.0.1:${port}`);
  if (!has('connection')) lines.push('Connection: close');
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body, 'latin1')}`);
  return exchange(port, Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'), from, timeoutMs);
}

/** Sends bytes and reads until the other side closes. */
function exchange(port: number, bytes: Buffer, from: string, timeoutMs: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () => socket.write(bytes));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever refuses a request may close before it has read all of it: the answer counts.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(parseAnswer(Buffer.concat(received)));
      else reject(error);
    });
    socket.on('close', () => resolve(parseAnswer(Buffer.concat(received))));
  });
}

function parseAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end === -1 ? 0 : end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const rest = end === -1 ? '' : text.slice(end + 4);
  const header = (name: string) => headers.find(([key]) => key === name.toLowerCase())?.[1];
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers,
    body: header('transfer-encoding') === 'chunked' ? joinChunks(rest) : rest,
    header,
  };
}

function joinChunks(text: string): string {
  let joined = '';
  let at = 0;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return joined;
    joined += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
