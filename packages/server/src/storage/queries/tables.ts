/**
 * The tables as Kysely sees them, alike on both engines: times are milliseconds since 1970, booleans
 * are 0 and 1, and text compares by byte. Each engine's `schema.sql` shows keys, checks and indexes.
 */
import type { AccountTables } from './tables/accounts.ts';
import type { AuditTables } from './tables/audit.ts';
import type { ExternalKeyTables } from './tables/external-keys.ts';
import type { InstallationTables } from './tables/installation.ts';
import type { KeyTables } from './tables/keys.ts';
import type { PeopleTables } from './tables/people.ts';
import type { RoleTables } from './tables/roles.ts';
import type { UsageTables } from './tables/usage.ts';

export interface Tables
  extends AccountTables,
    AuditTables,
    ExternalKeyTables,
    InstallationTables,
    KeyTables,
    PeopleTables,
    RoleTables,
    UsageTables {}
