import { type Kysely, sql } from 'kysely';
import type { Tables } from '../queries/tables.ts';

/** What the role that Chaveiro uses may do where its tables are, or are to be. */
export interface RoleRights {
  readonly role: string;
  readonly database: string;
  /** `null` when the search_path names none that the role may use. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  /** Whether the tables have been made. */
  readonly hasTables: boolean;
  /** Tables of the schema which the role may not read and change. */
  readonly closedTables: readonly string[];
}

export async function readRights(db: Kysely<Tables>): Promise<RoleRights> {
  const { rows } = await sql<RoleRights>`
    select
      current_user as role,
      current_database() as database,
      current_schema() as schema,
      coalesce(has_schema_privilege(current_schema(), 'CREATE') and has_schema_privilege(current_schema(), 'USAGE'), false)
        as "mayCreate",
      to_regclass('schema_migrations') is not null as "hasTables",
      array(
        select c.relname::text from pg_class c
        where c.relkind = 'r' and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
          and not (has_table_privilege(c.oid, 'SELECT') and has_table_privilege(c.oid, 'INSERT')
            and has_table_privilege(c.oid, 'UPDATE') and has_table_privilege(c.oid, 'DELETE'))
        order by 1
      ) as "closedTables"`.execute(db);
  const [rights] = rows;
  if (rights === undefined) throw new Error('A select without a table answers one row.');
  return rights;
}

/** A want of rights, and what to do about it. */
export interface Want {
  readonly detail: string;
  readonly remedy: string;
}

/** Why the role cannot make the tables; `null` when it can. */
export function wantForTables({ role, database, schema, mayCreate }: RoleRights): Want | null {
  if (schema === null) {
    return {
      detail: `The search_path of the role ${role} names no schema of the database ${database} that it may use.`,
      remedy: 'Create the schema, or grant USAGE and CREATE on it.',
    };
  }
  if (mayCreate) return null;
  return {
    detail: `The role ${role} may not create tables in the schema ${schema} of the database ${database}.`,
    remedy: `As its owner run GRANT USAGE, CREATE ON SCHEMA ${quoted(schema)} TO ${quoted(role)};`,
  };
}

/** Why the role cannot use the tables that are there; `null` when it can. */
export function wantForUse({ role, schema, closedTables }: RoleRights): Want | null {
  if (schema === null || closedTables.length === 0) return null;
  return {
    detail: `The role ${role} may not read and change the tables ${closedTables.slice(0, 3).join(', ')}${closedTables.length > 3 ? ' …' : ''} of the schema ${schema}.`,
    remedy: `As their owner run GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${quoted(schema)} TO ${quoted(role)};`,
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
