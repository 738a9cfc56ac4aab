import cluster from 'node:cluster';
import { chmod, lstat, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { ChaveiroError } from '../domain/errors.ts';
import { answerClientError } from './client-error.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Path of a unix socket beside the port. */
  readonly socket: string | null;
  /** How many may be open at once, on the port and on the socket each. What comes beyond is closed unanswered. */
  readonly maxConnections: number;
}

/** Where the server can be reached. */
export interface ListenAddresses {
  /** Such as `http://127.0.0.1:8420`. */
  readonly url: string;
  readonly socket: string | null;
}

export interface Listener {
  listen(): Promise<ListenAddresses>;
  /** Takes no more connections, answers what runs, and ends every connection as soon as it is idle. */
  close(): Promise<void>;
}

/** How long a request that runs may keep the server from closing. */
const drainLimitMs = 10_000;
/** How long a connection may that has no request: one may be on its way. */
const silentDrainLimitMs = 500;
const drainStepMs = 20;

/** Of the server of the port and of the one of the socket. */
export const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than a gateway keeps its connections (nginx: 60 s), so that it is the gateway that closes
  // an idle one and never sends a request into one that we are closing.
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1000,
  // A gateway sends the client's headers, up to 32 KiB in nginx, and the path once more.
  maxHeaderSize: 48 * 1024,
};

/**
 * The same requests on a port and, if wanted, on a unix socket.
 *
 * @param onDrop a connection was closed because there were too many
 */
export function createListener(handle: RequestListener, options: ListenOptions, onDrop: () => void): Listener {
  let isDraining = false;
  const connections = new Set<Socket>();
  const onRequest = (req: IncomingMessage, res: ServerResponse) => {
    if (isDraining) res.shouldKeepAlive = false;
    handle(req, res);
  };
  function onConnection(socket: Socket): void {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  }
  const create = () => {
    const made = createServer(serverOptions, onRequest).on('connection', onConnection).on('drop', onDrop);
    made.maxConnections = options.maxConnections;
    // What a client expects beside "100-continue" is no reason to refuse it: RFC 9110, section 10.1.1.
    return made.on('checkExpectation', onRequest).on('clientError', answerClientError);
  };
  const server = create();
  const socketServer = create();

  async function listen(): Promise<ListenAddresses> {
    const { host, port, socket } = options;
    await listening(server, () => server.listen(port, host), `${host}:${port}`);
    if (socket !== null) {
      try {
        await listenOnSocket(socketServer, socket);
      } catch (error) {
        await close();
        throw error;
      }
    }
    const bound = server.address() as AddressInfo;
    const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return { url: `http://${name}:${bound.port}`, socket };
  }

  async function close(): Promise<void> {
    isDraining = true;
    const open = [server, socketServer].filter((each) => each.listening);
    const closed = open.map((each) => new Promise<void>((resolve) => each.close(() => resolve())));
    const silentEnd = performance.now() + silentDrainLimitMs;
    // `close` ends the connections that are idle now; those that become idle later are ended here, and those
    // that have sent nothing, or not a whole request, which it does not take for idle.
    const sweep = setInterval(() => {
      for (const each of open) each.closeIdleConnections();
      if (performance.now() < silentEnd) return;
      for (const socket of connections) if (!isAnswering(socket)) socket.destroy();
    }, drainStepMs);
    const limit = setTimeout(() => open.forEach((each) => void each.closeAllConnections()), drainLimitMs);
    await Promise.all(closed);
    clearInterval(sweep);
    clearTimeout(limit);
  }

  return { listen, close };
}

/** Whether a request of the connection is being answered. Node says so nowhere else. */
function isAnswering(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage != null;
}

function listening(server: Server, listen: () => void, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => {
      reject(new ChaveiroError('cannot_listen', `Cannot listen on ${where}: ${error.message}.`, {}, error));
    };
    server.once('error', onError);
    server.once('listening', () => {
      server.off('error', onError);
      resolve();
    });
    listen();
  });
}

async function listenOnSocket(server: Server, path: string): Promise<void> {
  // Of several workers the first has made it, and the others share it.
  if ((cluster.worker?.id ?? 1) === 1) await removeStaleSocket(path);
  await listening(server, () => server.listen(path), path);
  // The gateway runs as another user; it gets in by its group.
  await chmod(path, 0o660);
}

/** A process that was killed leaves its socket's file behind; one that lives, or another file, is not touched. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new ChaveiroError('cannot_listen', `${path} exists and is no socket. Name another file.`);
  }
  if (await isAnswered(path)) {
    throw new ChaveiroError('cannot_listen', `Another process listens on ${path}. Stop it or name another file.`);
  }
  await unlink(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}
