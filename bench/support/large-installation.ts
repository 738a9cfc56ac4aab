import type { Installation } from '../../test/support/chaveiro.ts';
import { createPostgresDatabase } from '../../test/support/postgres-server.ts';
import { createInstallation, type FilledAccount, fillAccount } from './installation.ts';
import { atScale, type Scale } from './sampling.ts';

/** The two databases, in the order of the report. */
export const engines = ['SQLite', 'PostgreSQL'] as const;
export type Engine = (typeof engines)[number];

/** An installation on one engine: two accounts of very different size side by side. */
export interface LargeInstallation {
  readonly installation: Installation;
  readonly large: FilledAccount;
  readonly small: FilledAccount;
  /** Keys of all accounts. */
  readonly keyCount: number;
}

/** How many keys the large account has. */
export function largeCount(scale: Scale): number {
  return atScale(scale, 100_000, 5_000);
}

const smallCount = 200;
const made = new Map<Engine, Promise<LargeInstallation>>();

/** The address of a new database; `undefined` for SQLite in the installation's own folder. */
export async function createDatabase(engine: Engine): Promise<string | undefined> {
  return engine === 'SQLite' ? undefined : createPostgresDatabase();
}

/** The engine's large installation, which all benchmarks of a run share: filling it takes a while. */
export function largeInstallation(engine: Engine, scale: Scale): Promise<LargeInstallation> {
  const known = made.get(engine);
  if (known !== undefined) return known;
  const making = make(engine, scale);
  made.set(engine, making);
  return making;
}

async function make(engine: Engine, scale: Scale): Promise<LargeInstallation> {
  const installation = await createInstallation(await createDatabase(engine));
  const small = await fillAccount(installation, 'pequena', { keys: smallCount, usable: 1 });
  const large = await fillAccount(installation, 'grande', { keys: largeCount(scale), usable: 1 });
  // Each account's owner has a key as well.
  return { installation, large, small, keyCount: largeCount(scale) + smallCount + 2 };
}
