import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What arrived at the protected application, before anything was made of it. */
export interface ReceivedRequest {
  readonly method: string;
  /** The raw target of the request line. */
  readonly target: string;
  /** Pairs in the order of arrival, names in lower case, repetitions kept. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The application behind a gateway: answers 200, or 101 to a WebSocket that it closes, and remembers every request. */
export interface RecordingApp {
  readonly port: number;
  readonly received: readonly ReceivedRequest[];
  /** Forgets what came so far and hands it out. */
  take(): ReceivedRequest[];
}

export async function startRecordingApp(): Promise<RecordingApp> {
  let received: ReceivedRequest[] = [];
  const remember = ({ rawHeaders, method = '', url = '' }: IncomingMessage, body: string) => {
    const headers: [string, string][] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.push([(rawHeaders[at] as string).toLowerCase(), rawHeaders[at + 1] as string]);
    }
    received.push({ method, target: url, headers, body });
  };
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      remember(request, body);
      // Statuses of the application's own have to reach the client as they are.
      const status = Number(/[?&]answer=(\d{3})/.exec(request.url ?? '')?.[1] ?? 200);
      response.writeHead(status, { 'content-type': 'text/plain' }).end('the application');
    });
  });
  server.on('upgrade', (request, socket) => {
    remember(request, '');
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    get received() {
      return received;
    },
    take() {
      const taken = received;
      received = [];
      return taken;
    },
  };
}
