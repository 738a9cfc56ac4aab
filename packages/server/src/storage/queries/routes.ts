import type { Kysely } from 'kysely';
import type { RoutePolicy } from '#engine';
import type { RouteReader, RouteWriter } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function routeReader(db: Kysely<Tables>): RouteReader {
  return {
    async findRoutes(api) {
      const row = await db.selectFrom('apis').select('routes').where('name', '=', api).executeTakeFirst();
      return row && parseRoutes(row.routes);
    },

    async listApis() {
      const rows = await db.selectFrom('apis').select(['name', 'routes']).orderBy('name').execute();
      return rows.map(({ name, routes }) => ({ name, routes: parseRoutes(routes) }));
    },
  };
}

export function routeWriter(db: Kysely<Tables>, { revision }: ChangeStamp): RouteWriter {
  return {
    async putRoutes(api, routes) {
      const table = { routes: JSON.stringify(routes), revision };
      await db
        .insertInto('apis')
        .values({ name: api, ...table })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(table))
        .execute();
    },
  };
}

/** The table as `putRoutes` stored it. */
export function parseRoutes(text: string): RoutePolicy[] {
  return JSON.parse(text) as RoutePolicy[];
}
