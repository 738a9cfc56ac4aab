import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installation, type KeyPair } from '../../test/support/chaveiro.ts';
import { copyKey } from './copy-keys.ts';
import { inParallel } from './in-parallel.ts';
import { largeApi, largeCatalog, largeRoutes } from './large-tables.ts';
import { createManagementClient, type ManagementClient } from './management-client.ts';

/** An account with many keys, of which some were created by the server and can be used. */
export interface FilledAccount {
  readonly name: string;
  /** Holds the account's Owner role. */
  readonly owner: KeyPair;
  /** Created over HTTP, each with a role that holds all 160 resources of `largeCatalog`. */
  readonly pairs: readonly KeyPair[];
}

/** An installation with the tables of `large-tables.ts`, 160 resources and 790 routes, and no account. */
export async function createInstallation(databaseUrl?: string): Promise<Installation> {
  const installation = new Installation({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    settings: { CHAVEIRO_LOG_LEVEL: 'warn' },
  });
  const catalogFile = join(installation.folder, 'catalog.json');
  const routesFile = join(installation.folder, 'routes.json');
  writeFileSync(catalogFile, JSON.stringify(largeCatalog));
  writeFileSync(routesFile, JSON.stringify(largeRoutes));
  await installation.json('catalog', 'import', catalogFile);
  await installation.json('routes', 'import', routesFile, '--api', largeApi);
  return installation;
}

/** The address of the installation's database, for connections of the benchmark's own. */
function databaseUrlOf(installation: Installation): string {
  return installation.settings.CHAVEIRO_DATABASE_URL ?? `sqlite:${installation.databaseFile}`;
}

/** Adds an account with `keys` keys beside its owner's, of which `usable` come with their tokens. */
export async function fillAccount(
  installation: Installation,
  name: string,
  counts: { keys: number; usable: number },
): Promise<FilledAccount> {
  const owner = await installation.createAccount(name);
  const pairs = await withClient(installation, owner, 8, async (client) => {
    const resources = largeCatalog.map((resource) => resource.key);
    const base = `/api/v1/accounts/${name}`;
    const role = await client.call<{ id: number }>('POST', `${base}/roles`, { name: 'Platform', resources });
    return inParallel(counts.usable, 8, (n) =>
      client.call<KeyPair>('POST', `${base}/keys`, { label: `client ${n}`, roles: [role.id], delivery: 'token' }),
    );
  });
  const template = pairs[0];
  if (template === undefined) throw new Error('at least one key has to be made by the server, to be copied');
  await copyKey(databaseUrlOf(installation), template.id, counts.keys - counts.usable);
  return { name, owner, pairs };
}

/** Starts the server, calls it, and stops it. */
async function withClient<T>(
  installation: Installation,
  key: KeyPair,
  connections: number,
  work: (client: ManagementClient) => Promise<T>,
): Promise<T> {
  const server = await installation.serve();
  const client = createManagementClient(server.port, key, connections);
  try {
    return await work(client);
  } finally {
    client.close();
    await server.process.stop();
  }
}
