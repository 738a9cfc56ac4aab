import type { AuditAction, AuditEvent, AuditValue } from './audit-event.ts';

/** Changes that end what somebody can do, and give nobody anything: an answer to a leak, which cannot wait. */
const takingAway: ReadonlySet<AuditAction> = new Set([
  'account.deactivated',
  'role.deleted',
  'key.deactivated',
  'key.deleted',
  'renewal.finish_scheduled',
  'renewal.finished',
  'renewal.undone',
  'external_key.removed',
  'external_key.declined',
  'user.removed',
  'session.ended',
]);

/** Changes that give or take, as somebody edits it: they take away when there is less in every list that they change. */
const edits: ReadonlySet<AuditAction> = new Set([
  'key.changed',
  'external_key.changed',
  'user.changed',
  'role.changed',
]);

type Change = Pick<AuditEvent, 'action' | 'before' | 'after'>;

/**
 * Whether a change cannot wait until there is room on the disk: it ends what somebody can do and gives nobody anything, or
 * somebody signs in who may be about to do so.
 */
export function cannotWait({ action, before, after }: Change): boolean {
  return takingAway.has(action) || action === 'session.started' || (edits.has(action) && onlyRemoves(before, after));
}

/** Whether each field that was there before is the same, or a list of which some is gone and to which nothing came. */
function onlyRemoves(before: AuditValue, after: AuditValue): boolean {
  if (!isFields(before) || !isFields(after)) return false;
  let isLess = false;
  for (const [name, had] of Object.entries(before)) {
    const has = after[name];
    if (JSON.stringify(had) === JSON.stringify(has)) continue;
    if (!Array.isArray(had) || !Array.isArray(has)) return false;
    const known = new Set(had.map((item) => JSON.stringify(item)));
    if (!has.every((item) => known.has(JSON.stringify(item)))) return false;
    isLess = true;
  }
  return isLess;
}

function isFields(value: AuditValue): value is { readonly [name: string]: AuditValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
