import { createServer, type RequestOptions, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One question of a gateway and the answer it got. */
export interface AskedDecision {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly status: number;
}

/** Stands between a gateway and Chaveiro and writes down what was asked about and what was answered. */
export interface DecisionTap {
  readonly port: number;
  take(): AskedDecision[];
}

/** @param dialect whose headers name the request that the question is about */
export async function startDecisionTap(chaveiroPort: number, dialect: 'nginx' | 'caddy'): Promise<DecisionTap> {
  const [methodHeader, targetHeader] =
    dialect === 'nginx' ? ['x-original-method', 'x-original-uri'] : ['x-forwarded-method', 'x-forwarded-uri'];
  let asked: AskedDecision[] = [];
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (incoming, outgoing) => {
    const { method, url, rawHeaders } = incoming;
    const options: RequestOptions = { host: '127.0.0.1', port: chaveiroPort, path: url ?? '/', headers: rawHeaders };
    const onward = send({ ...options, method }, (answer) => {
      const status = answer.statusCode ?? 0;
      asked.push({
        method: single(incoming.headers[methodHeader]),
        target: single(incoming.headers[targetHeader]),
        status,
      });
      outgoing.writeHead(status, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    take() {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
