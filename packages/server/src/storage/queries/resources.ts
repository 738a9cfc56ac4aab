import type { Kysely } from 'kysely';
import type { Resource, ResourcePlace } from '../../domain/resource.ts';
import type { ResourceReader, ResourceWriter } from '../storage.ts';
import { nextId } from './accounts.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function resourceReader(db: Kysely<Tables>): ResourceReader {
  return {
    async listResources() {
      const rows = await db
        .selectFrom('resources')
        .select(['id', 'key', 'name', 'description'])
        .orderBy('key')
        .execute();
      return await withPlaces(db, rows);
    },

    async findResources(keys) {
      if (keys.length === 0) return [];
      const rows = await db
        .selectFrom('resources')
        .select(['id', 'key', 'name', 'description'])
        .where('key', 'in', keys)
        .orderBy('key')
        .execute();
      return await withPlaces(db, rows);
    },
  };
}

export function resourceWriter(db: Kysely<Tables>, { revision }: ChangeStamp): ResourceWriter {
  return {
    async putResource({ key, name, description, places }) {
      const inserted = await db
        .insertInto('resources')
        .values({ id: nextId('resources'), key, name, description, revision })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .returning('id')
        .executeTakeFirst();
      const { id } =
        inserted ?? (await db.selectFrom('resources').select('id').where('key', '=', key).executeTakeFirstOrThrow());
      const addedPlaces = await addPlaces(db, id, places);
      // A place is shown, never decided on: it does not make the record newer for an index.
      return inserted !== undefined || addedPlaces > 0;
    },
  };
}

async function addPlaces(db: Kysely<Tables>, resourceId: number, places: readonly ResourcePlace[]): Promise<number> {
  const known = await db
    .selectFrom('resource_places')
    .select(['position', 'product', 'category'])
    .where('resource_id', '=', resourceId)
    .execute();
  const added: { resource_id: number; position: number; product: string; category: string }[] = [];
  for (const { product, category } of places) {
    const isSame = (other: ResourcePlace) => other.product === product && other.category === category;
    if (known.some(isSame) || added.some(isSame)) continue;
    added.push({ resource_id: resourceId, position: known.length + added.length, product, category });
  }
  if (added.length > 0) await db.insertInto('resource_places').values(added).execute();
  return added.length;
}

async function withPlaces(
  db: Kysely<Tables>,
  rows: readonly { id: number; key: string; name: string; description: string | null }[],
): Promise<Resource[]> {
  if (rows.length === 0) return [];
  const placeRows = await db
    .selectFrom('resource_places')
    .select(['resource_id', 'product', 'category'])
    .where(
      'resource_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('resource_id')
    .orderBy('position')
    .execute();
  const places = Map.groupBy(placeRows, (row) => row.resource_id);
  return rows.map(({ id, key, name, description }) => ({
    key,
    name,
    description,
    places: (places.get(id) ?? []).map(({ product, category }) => ({ product, category })),
  }));
}
