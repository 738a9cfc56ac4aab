import { callApi } from './api.ts';
import { caddy, startCaddy } from './caddy.ts';
import { Installation, type InstallationOptions, type KeyPair, type Server } from './chaveiro.ts';
import { commerceResourcesFile, commerceRoutesFile } from './commerce.ts';
import { nginx, startNginx } from './nginx.ts';

/** The gateways whose configuration is shipped, and how to start each on it. */
export const gateways = [
  { name: 'nginx', program: nginx, start: startNginx },
  { name: 'caddy', program: caddy, start: startCaddy },
] as const;

/** An installation as the examples expect it: account `lojaverde`, its routes under the API `orders`. */
export interface Shop {
  readonly installation: Installation;
  readonly server: Server;
  /** Holds the Owner role: every resource. */
  readonly owner: KeyPair;
  /** Holds the role `OMS - Read only`, which opens `/reports/` and reading one order. */
  readonly reader: KeyPair;
  /** Has no role. */
  readonly idle: KeyPair;
}

export async function openShop(
  options: InstallationOptions = {},
  serveSettings: Record<string, string> = {},
): Promise<Shop> {
  const installation = new Installation(options);
  const owner = await installation.createAccount('lojaverde');
  await installation.json('catalog', 'import', commerceResourcesFile);
  await installation.json('routes', 'import', commerceRoutesFile, '--api', 'orders');
  const server = await installation.serve(serveSettings);
  const role = await createRole(server.url, owner, 'OMS - Read only');
  const reader = await createKey(server.url, owner, 'reader', [role]);
  const idle = await createKey(server.url, owner, 'idle', []);
  return { installation, server, owner, reader, idle };
}

/** Adds a predefined role to `lojaverde` over HTTP and answers its id. */
export async function createRole(url: string, owner: KeyPair, template: string): Promise<number> {
  const answer = await callApi<{ id: number }>(url, owner, 'POST', '/api/v1/accounts/lojaverde/roles', { template });
  if (answer.status !== 201) throw new Error(`creating the role ${template} answered ${answer.status}`);
  return answer.body.id;
}

/** Creates a key of `lojaverde` over HTTP. */
export async function createKey(url: string, owner: KeyPair, label: string, roles: number[]): Promise<KeyPair> {
  const answer = await callApi<KeyPair>(url, owner, 'POST', '/api/v1/accounts/lojaverde/keys', { label, roles });
  if (answer.status !== 201) throw new Error(`creating the key ${label} answered ${answer.status}`);
  return answer.body;
}
