import { addMonths } from '@chaveiro/sdk';
import type { OperatorActor } from '../../domain/actor.ts';
import { ownerRoleId } from '../../domain/role.ts';
import { createAccount } from '../../operations/accounts/create-account.ts';
import type { OperationContext } from '../../operations/context.ts';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { type CreatedKey, createKey } from '../../operations/keys/create-key.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { createRole } from '../../operations/roles/create-role.ts';
import { importRoutes } from '../../operations/routes/import-routes.ts';

const actor: OperatorActor = { type: 'operator', source: { channel: 'demo' } };

/** The account that the orders API belongs to, and the other one. */
export const shop = 'lojaverde';
export const partner = 'casaazul';

/** The name of the orders API in its route policies. */
export const ordersApi = 'orders';

/** What opens which operation of the orders API: any one of the resources. */
const orderRoutes = [
  { method: 'GET', path: '/api/orders', anyOf: ['OMSViewer', 'ListOrders'] },
  { method: 'GET', path: '/api/orders/{orderId}', anyOf: ['OMSViewer'] },
  { method: 'POST', path: '/api/orders/{orderId}/cancel', anyOf: ['CancelAction'] },
];

/** The keys that the curl lines use. */
export interface DemoKeys {
  readonly shopOwner: CreatedKey;
  readonly orderExport: CreatedKey;
  readonly orderRobot: CreatedKey;
  readonly paused: CreatedKey;
  readonly deleted: CreatedKey;
  readonly partnerErp: CreatedKey;
  readonly partnerShop: CreatedKey;
}

export interface DemoData {
  readonly keys: DemoKeys;
  /** Sets the password of the shop's owner, and signs her in. */
  readonly ownerSetupUrl: string;
}

/** The operations as they were some months ago: what they make is that old. */
function monthsAgo(operations: OperationContext, months: number): OperationContext {
  return { ...operations, clock: () => addMonths(operations.clock(), -months) };
}

/** Fills an empty installation: two accounts, roles, route policies, and a dozen keys of every state. */
export async function createDemoData(operations: OperationContext): Promise<DemoData> {
  const longAgo = monthsAgo(operations, 10);
  const { value: made } = await createAccount(longAgo, actor, { name: shop, ownerEmail: 'ana@lojaverde.example' });
  await createAccount(longAgo, actor, { name: partner, ownerEmail: 'bruno@casaazul.example' });

  const fromTemplate = async (name: string, template: string) =>
    (await createRole(longAgo, actor, { account: name, template })).value.id;
  const readOrders = await fromTemplate(shop, 'OMS - Read only');
  const allOfOrders = await fromTemplate(shop, 'OMS - Full access');
  const allOfLogistics = await fromTemplate(shop, 'Logistics - Full access');
  const partnerReadOrders = await fromTemplate(partner, 'OMS - Read only');
  const orderDesk = await createRole(longAgo, actor, {
    account: shop,
    name: 'Order desk',
    resources: ['CancelAction', 'OMSViewer'],
  });

  const key = async (label: string, roleIds: number[], at = operations, name = shop) =>
    (await createKey(at, actor, { account: name, label, roleIds })).value;
  const shopOwner = await key('Administration', [ownerRoleId]);
  const orderExport = await key('Order export', [readOrders]);
  const orderRobot = await key('Order robot', [allOfOrders]);
  await key('Back office', [readOrders, allOfLogistics, orderDesk.value.id]);
  await key('Not used yet', []);
  await key('ERP, outdated', [allOfOrders], monthsAgo(operations, 4));
  await key('Forgotten script, highly outdated', [ownerRoleId], monthsAgo(operations, 9));
  const paused = await key('Paused integration', [allOfOrders]);
  await changeKey(operations, actor, { account: shop, key: paused.id, isActive: false });
  const deleted = await key('Former agency', [allOfOrders]);
  await deleteKey(operations, actor, { account: shop, key: deleted.id });

  await key('Administration', [ownerRoleId], operations, partner);
  const partnerErp = await key('Partner ERP', [partnerReadOrders], operations, partner);
  const partnerShop = await key('Own shop', [partnerReadOrders], operations, partner);
  await addExternalKey(operations, actor, {
    account: shop,
    appKey: partnerErp.appKey,
    roleIds: [readOrders],
    note: 'Shared stock with casaazul',
  });
  await importRoutes(operations, actor, { api: ordersApi, routes: orderRoutes });

  return {
    ownerSetupUrl: made.owner.setupUrl,
    keys: { shopOwner, orderExport, orderRobot, paused, deleted, partnerErp, partnerShop },
  };
}
