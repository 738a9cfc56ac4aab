import type { ExternalKeyView } from '../operations/external-keys/external-key-view.ts';
import { roleNames, shortTime } from './key-text.ts';
import { alignColumns } from './table.ts';

const statusWords = { active: 'active', inactive: 'inactive', deleted_by_owner: 'deleted by owner' } as const;

function endOf({ expiresAt }: ExternalKeyView): string {
  return expiresAt === null ? 'never' : `${shortTime(expiresAt)} UTC`;
}

/** One line of a list of external keys. */
export function externalKeyRow(key: ExternalKeyView): string[] {
  const { appKey, owner, status, addedAt, note, roles } = key;
  return [appKey, owner, statusWords[status], shortTime(addedAt), endOf(key), note ?? '', roleNames(roles)];
}

/** The headings of such a list. */
export const externalKeyHeading = ['KEY', 'OWNER', 'STATUS', 'ADDED (UTC)', 'ENDS', 'NOTE', 'ROLES'];

/** Everything about one external key. */
export function externalKeyText(key: ExternalKeyView): string {
  return alignColumns([
    ['key', key.appKey],
    ['id', key.id],
    ['owner', key.owner],
    ['status', statusWords[key.status]],
    ['roles', roleNames(key.roles)],
    ['note', key.note ?? 'none'],
    ['added', `${shortTime(key.addedAt)} UTC by ${key.addedBy}`],
    ['ends', endOf(key)],
    ['last used', key.lastUsedAt === null ? 'not yet' : `${shortTime(key.lastUsedAt)} UTC`],
  ]);
}
