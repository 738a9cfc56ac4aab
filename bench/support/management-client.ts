import { Agent, request } from 'node:http';
import { credentialHeaders } from '../../test/support/api.ts';
import type { KeyPair } from '../../test/support/chaveiro.ts';

/** Calls the API over connections that stay open: `fetch` would cost more than some of the answers. */
export interface ManagementClient {
  /** Throws unless the answer is a 2xx. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** As `call`, with the time until the last byte of the answer in milliseconds. */
  timed<T>(method: string, path: string, body?: unknown): Promise<{ value: T; ms: number }>;
  close(): void;
}

/** A client that calls as `key`, on at most `connections` connections. */
export function createManagementClient(port: number, key: KeyPair, connections = 1): ManagementClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const identity = credentialHeaders(key);

  function timed<T>(method: string, path: string, body?: unknown): Promise<{ value: T; ms: number }> {
    const content = body === undefined ? '' : JSON.stringify(body);
    const headers: Record<string, string | number> = { ...identity };
    if (content !== '') {
      headers['Content-Type'] = 'application/json';
      headers['Content-Length'] = Buffer.byteLength(content);
    }
    return new Promise((resolve, reject) => {
      const beganAt = performance.now();
      const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('error', reject);
        answer.on('end', () => {
          const ms = performance.now() - beganAt;
          const status = answer.statusCode ?? 0;
          if (status < 200 || status > 299) reject(new Error(`${method} ${path}: ${status} ${text}`));
          else resolve({ value: (text === '' ? undefined : JSON.parse(text)) as T, ms });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(content);
    });
  }

  return {
    timed,
    call: async <T>(method: string, path: string, body?: unknown) => (await timed<T>(method, path, body)).value,
    close: () => agent.destroy(),
  };
}
