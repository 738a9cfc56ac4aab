import type { TestContext } from 'node:test';
import { addExternalKey } from '../../../operations/external-keys/add-external-key.ts';
import { changeKey } from '../../../operations/keys/change-key.ts';
import type { CreatedKey } from '../../../operations/keys/create-key.ts';
import { importRoutes } from '../../../operations/routes/import-routes.ts';
import { operator } from '../../../operations/shop.fixture.ts';
import { openServer, type TestServer } from '../../server.fixture.ts';

/** Two accounts, keys of every kind, and a table of routes. */
export interface Scene {
  readonly server: TestServer;
  /** Holds ViewApiKeys in lojaverde. */
  readonly viewer: CreatedKey;
  /** Has no role. */
  readonly roleless: CreatedKey;
  readonly inactive: CreatedKey;
  /** Owned by lojaazul, holds ViewApiKeys in lojaverde. */
  readonly partner: CreatedKey;
}

export async function setScene(t: TestContext): Promise<Scene> {
  const server = await openServer(t);
  const { shop, verifier } = server;
  const role = await shop.addRole('lojaverde', ['ViewApiKeys']);
  const viewer = await shop.addKey('lojaverde', [role]);
  const roleless = await shop.addKey('lojaverde');
  const inactive = await shop.addKey('lojaverde', [role]);
  await changeKey(shop.context, operator, { account: 'lojaverde', key: inactive.id, isActive: false });
  const partner = await shop.addKey('lojaazul');
  await addExternalKey(shop.context, operator, { account: 'lojaverde', appKey: partner.appKey, roleIds: [role] });
  await importRoutes(shop.context, operator, {
    api: 'orders',
    routes: [
      { method: 'GET', path: '/orders/{id}', anyOf: ['ViewApiKeys'] },
      { method: 'POST', path: '/orders', anyOf: ['EditApiKeys', 'Save_User'] },
    ],
  });
  await verifier.catchUp(null);
  return { server, viewer, roleless, inactive, partner };
}
