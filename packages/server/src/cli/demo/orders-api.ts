import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ordersApi, shop } from './demo-data.ts';

const orders = [
  { orderId: '1001', status: 'ready-for-handling', value: 12_990 },
  { orderId: '1002', status: 'invoiced', value: 4_590 },
];

/** The parts of an answer of `POST /api/v1/verify` that this API looks at. */
interface VerifyAnswer {
  readonly allowed: boolean;
  readonly code: string;
  readonly key: { readonly appKey: string; readonly owner: string } | null;
  readonly requiredResources: readonly string[];
}

const unauthenticated = new Set(['missing_credentials', 'invalid_credentials', 'key_inactive', 'token_expired']);

/**
 * An API of a shop that leaves its access control to Chaveiro. It knows no key and no role: it hands on
 * the pair, its account, and the request's method and path, and does what the answer says.
 *
 * @param chaveiroUrl where Chaveiro listens
 */
export function createOrdersApi(chaveiroUrl: string): Server {
  return createServer((request, response) => {
    answer(request, response, chaveiroUrl).catch(() => {
      // Whoever cannot ask does not know, and whoever does not know does not open.
      send(response, 503, { code: 'not_ready', detail: 'Chaveiro cannot be asked.' });
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, chaveiroUrl: string): Promise<void> {
  const { method = '', url: path = '' } = request;
  const decision = await ask(chaveiroUrl, request, method, path);
  if (!decision.allowed) {
    const needed = decision.requiredResources.join(', ');
    const detail = needed === '' ? `Denied: ${decision.code}.` : `Denied: this needs any one of: ${needed}.`;
    return send(response, unauthenticated.has(decision.code) ? 401 : 403, { code: decision.code, detail });
  }
  const calledBy = decision.key;
  const orderId = /^\/api\/orders\/([^/?]+)/.exec(path)?.[1];
  if (orderId === undefined) return send(response, 200, { calledBy, orders });
  const order = orders.find((each) => each.orderId === orderId);
  if (order === undefined) return send(response, 404, { code: 'not_found', detail: `There is no order ${orderId}.` });
  return send(response, 200, { calledBy, order: method === 'POST' ? { ...order, status: 'cancelled' } : order });
}

async function ask(chaveiroUrl: string, request: IncomingMessage, method: string, path: string): Promise<VerifyAnswer> {
  const appKey = request.headers['x-vtex-api-appkey'];
  const appToken = request.headers['x-vtex-api-apptoken'];
  if (!appKey || !appToken) return { allowed: false, code: 'missing_credentials', key: null, requiredResources: [] };
  const response = await fetch(new URL('/api/v1/verify', chaveiroUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ appKey, appToken, account: shop, api: ordersApi, method, path }),
    signal: AbortSignal.timeout(2_000),
  });
  if (response.status !== 200) throw new Error(`Chaveiro answered ${response.status}.`);
  return (await response.json()) as VerifyAnswer;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
