import type { AuditAction } from './audit-event.ts';

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

export function takesAway(action: AuditAction): boolean {
  return takingAway.has(action);
}
