import { sql } from 'kysely';

/** The time of the statement that this is part of, by the database's clock. */
export const databaseTime = sql<number>`(select now from database_clock)`;
