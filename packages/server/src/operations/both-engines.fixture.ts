import type { TestContext } from 'node:test';
import { copyPostgresDatabase, createPostgresDatabase } from '../../../../test/support/postgres-server.ts';
import { checkValueOf } from '../domain/pepper.ts';
import { postgresEngine } from '../storage/postgres/engine.ts';
import { openShop, type Shop, type Stock, shopOn, stockDatabase, testPepper, testPeppers } from './shop.fixture.ts';

/** What the tests of one process begin with: made once, and copied for each of them. */
let template: Promise<{ url: string; stock: Stock }> | undefined;

async function makeTemplate(): Promise<{ url: string; stock: Stock }> {
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const storage = await postgresEngine.open(url, { sealer: testPeppers });
  await storage.peppers.insertFirstPepper({ id: testPepper.id, checkValue: checkValueOf(testPepper) });
  const stock = await stockDatabase(storage);
  await storage.close();
  return { url, stock };
}

/** What `openShop` opens, on PostgreSQL. */
async function openPostgresShop(t: TestContext): Promise<Shop> {
  template ??= makeTemplate();
  const { url, stock } = await template;
  const storage = await postgresEngine.open(await copyPostgresDatabase(url), { sealer: testPeppers });
  t.after(() => storage.close());
  return shopOn(storage, stock);
}

/** The same shop on each engine, for what holds for both. */
export const shops = { sqlite: openShop, postgres: openPostgresShop } as const;
