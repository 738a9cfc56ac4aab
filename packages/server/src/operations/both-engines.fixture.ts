import type { TestContext } from 'node:test';
import { createPostgresDatabase } from '../../../../test/support/postgres-server.ts';
import { checkValueOf } from '../domain/pepper.ts';
import { postgresEngine } from '../storage/postgres/engine.ts';
import { openShop, type Shop, stockShop, testPepper, testPeppers } from './shop.fixture.ts';

/** What `openShop` opens, on PostgreSQL. */
async function openPostgresShop(t: TestContext): Promise<Shop> {
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const storage = await postgresEngine.open(url, { sealer: testPeppers });
  t.after(() => storage.close());
  await storage.peppers.insertFirstPepper({ id: testPepper.id, checkValue: checkValueOf(testPepper) });
  return await stockShop(storage);
}

/** The same shop on each engine, for what holds for both. */
export const shops = { sqlite: openShop, postgres: openPostgresShop } as const;
