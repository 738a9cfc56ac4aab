import type { Migration } from '../../queries/migrate.ts';
import { renewTextKeys } from '../../queries/renew-text-keys.ts';

/** Names are compared, sorted and searched by what the eye takes for the same; until here only without case and accents. */
export const textKeys: Migration = { name: '0010-text-keys', statements: [], fill: renewTextKeys };
