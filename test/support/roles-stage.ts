import { addRole, asOwner } from './members.ts';
import { openPagesStage, type PagesStage } from './pages.ts';
import { createOwner } from './people.ts';
import { seedKeys } from './seeded-keys.ts';

/** The account whose key is an external key of the stage's. */
export const partner = 'lojaparceira';

/**
 * A stage with the roles *Expedição*, which two keys, an external key and a user have, and *Orders*, which one of the
 * keys has as well; answers the id of the first. Whoever opens it closes it.
 */
export async function openRolesStage(): Promise<{ readonly stage: PagesStage; readonly held: number }> {
  let externalKey = '';
  const stage = await openPagesStage(async (installation, account) => {
    await seedKeys(installation, account);
    await createOwner(installation, partner);
    const created = ['key', 'create', '--account', partner, '--label', 'ERP'] as const;
    externalKey = (await installation.json<{ appKey: string }>(...created)).appKey;
  });
  const held = await addRole(stage, 'Expedição', ['OMSViewer', 'ListOrders', 'LogisticsViewer']);
  const other = await addRole(stage, 'Orders', ['ListOrders']);
  await asOwner(stage, 'POST', '/keys', { label: 'Carrier', roles: [held] });
  await asOwner(stage, 'POST', '/keys', { label: 'Carrier 2', roles: [held, other] });
  await asOwner(stage, 'POST', '/external-keys', { appKey: externalKey, roles: [held] });
  await asOwner(stage, 'POST', '/users', { email: 'caio@lojaverde.example', name: 'Caio', roles: [held] });
  return { stage, held };
}
