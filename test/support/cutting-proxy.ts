import { connect, createServer, type Server } from 'node:net';

/** Passes requests on, and cuts the connection when the answer begins: it was given, and nobody heard it. */
export interface CuttingProxy {
  readonly url: string;
  /** How many answers were lost in it. */
  lost(): number;
}

/** @param port where the server listens that really answers */
export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  let lost = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.pipe(upstream);
    upstream.once('data', () => {
      lost += 1;
      client.destroy();
      upstream.destroy();
    });
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a proxy listens on a port');
  return { url: `http://127.0.0.1:${address.port}`, lost: () => lost };
}
