import { randomBytes } from 'node:crypto';
import { addMonths } from '#engine';
import type { OperatorActor } from '../../domain/actor.ts';
import { ownerRoleId } from '../../domain/role.ts';
import { secretOfSetupUrl } from '../../domain/setup-link.ts';
import { createAccount } from '../../operations/accounts/create-account.ts';
import type { OperationContext } from '../../operations/context.ts';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { type CreatedKey, createKey } from '../../operations/keys/create-key.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { createRole } from '../../operations/roles/create-role.ts';
import { importRoutes } from '../../operations/routes/import-routes.ts';
import { openSetupLink } from '../../operations/setup/open-setup-link.ts';
import { addUser } from '../../operations/users/add-user.ts';
import { inventUse } from './invent-use.ts';

/** Somebody who works in the shop, with a password that nobody knows, and somebody who was invited. */
async function addPeople(operations: OperationContext, viewer: number, orderDesk: number): Promise<void> {
  const carla = { account: shop, email: 'carla@lojaverde.example', name: 'Carla', roleIds: [viewer, orderDesk] };
  const { invitation } = (await addUser(monthsAgo(operations, 2), actor, carla)).value;
  const secret = secretOfSetupUrl(invitation.url);
  const password = randomBytes(32).toString('base64url');
  await openSetupLink(operations, { secret, password, actor: null, source: actor.source });
  const davi = { account: shop, email: 'davi@lojaverde.example', name: 'Davi', roleIds: [orderDesk] };
  await addUser(operations, actor, davi);
}

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
  const orderExport = await key('Order export', [readOrders], monthsAgo(operations, 2));
  const orderRobot = await key('Order robot', [allOfOrders], monthsAgo(operations, 1));
  const backOffice = await key(
    'Back office',
    [readOrders, allOfLogistics, orderDesk.value.id],
    monthsAgo(operations, 2),
  );
  await key('Not used yet', []);
  const erp = await key('ERP, outdated', [allOfOrders], monthsAgo(operations, 4));
  const forgotten = await key('Forgotten script, highly outdated', [ownerRoleId], monthsAgo(operations, 9));
  const renewed = await key('Warehouse, under renewal', [allOfLogistics], monthsAgo(operations, 4));
  const threeDaysAgo = { ...operations, clock: () => operations.clock() - 3 * 86_400_000 };
  await startRenewal(threeDaysAgo, actor, { account: shop, key: renewed.id });
  await createKey(operations, actor, {
    account: shop,
    label: 'New agency, link not opened yet',
    roleIds: [readOrders],
    delivery: 'link',
  });
  const paused = await key('Paused integration', [allOfOrders], monthsAgo(operations, 2));
  await changeKey(operations, actor, { account: shop, key: paused.id, isActive: false });
  const deleted = await key('Former agency', [allOfOrders]);
  await deleteKey(operations, actor, { account: shop, key: deleted.id });

  await key('Administration', [ownerRoleId], operations, partner);
  const partnerErp = await key('Partner ERP', [partnerReadOrders], monthsAgo(operations, 1), partner);
  const partnerShop = await key('Own shop', [partnerReadOrders], operations, partner);
  await addExternalKey(operations, actor, {
    account: shop,
    appKey: partnerErp.appKey,
    roleIds: [readOrders],
    note: 'Shared stock with casaazul',
  });
  await importRoutes(operations, actor, { api: ordersApi, routes: orderRoutes });
  const resources = ['ViewApiKeys', 'Get_Roles_Paged', 'Get_Users_Paged', 'view_metrics'];
  const viewer = await createRole(longAgo, actor, { account: shop, name: 'Key viewer', resources });
  await addPeople(operations, viewer.value.id, orderDesk.value.id);
  await inventUse(operations, [
    { key: orderExport.id, account: shop, aDay: 420, deniedPercent: 2 },
    { key: orderRobot.id, account: shop, aDay: 1_350 },
    { key: backOffice.id, account: shop, aDay: 75, deniedPercent: 6 },
    { key: erp.id, account: shop, aDay: 2_600, deniedPercent: 1 },
    { key: forgotten.id, account: shop, aDay: 12, endedDaysAgo: 24 },
    { key: renewed.id, account: shop, aDay: 640 },
    { key: partnerErp.id, account: shop, aDay: 310 },
    { key: paused.id, account: shop, aDay: 55, endedDaysAgo: 6 },
  ]);

  return {
    ownerSetupUrl: made.owner.setupUrl,
    keys: { shopOwner, orderExport, orderRobot, paused, deleted, partnerErp, partnerShop },
  };
}
