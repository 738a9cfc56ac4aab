import type { AuditAction } from '../../domain/audit-event.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { SurvivingChange } from '../../storage/storage.ts';
import type { AuditEventView } from '../audit/audit-event-view.ts';
import type { LoggedEvent } from '../audit/export-whole-log.ts';
import type { BackupHeader } from './backup-format.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an event took, or took for ever; nothing for `null`. */
type Reader = ((event: AuditEventView, after: Fields) => SurvivingChange[]) | null;

/** Every action: it does not compile when one is missing. `null` only for what takes nothing from anybody. */
const readers: Readonly<Record<AuditAction, Reader>> = {
  'account.created': (event, after) => [
    { kind: 'new-account', name: String(after.name), createdAt: Date.parse(event.at) },
    ...(isFields(after.key) ? [newKey(event, String(after.key.id), after.key)] : []),
  ],
  'account.activated': (event) => [{ kind: 'account', name: String(event.account), isActive: true }],
  'account.deactivated': (event) => [{ kind: 'account', name: String(event.account), isActive: false }],
  'settings.changed': (event, after) => [
    {
      kind: 'account',
      name: String(event.account),
      ...(typeof after.renewalPeriodMonths === 'number' && { renewalPeriodMonths: after.renewalPeriodMonths }),
      ...(typeof after.enforceExpiry === 'boolean' && { enforceExpiry: after.enforceExpiry }),
    },
  ],
  'catalog.imported': null,
  'routes.imported': null,
  'role.created': null,
  'role.changed': (event, after) =>
    Array.isArray(after.resources) ? [{ ...roleOf(event), resources: after.resources.map(String) }] : [],
  'role.deleted': (event) => [{ ...roleOf(event), resources: null }],
  'key.created': (event, after) => [newKey(event, keyOf(event), after)],
  'key.changed': changedKey,
  'key.activated': changedKey,
  'key.deactivated': changedKey,
  'key.deleted': (event) => [{ kind: 'key', keyId: keyOf(event), isDeleted: true }],
  'renewal.started': null,
  'renewal.finish_scheduled': null,
  'renewal.finished': changedKey,
  'renewal.undone': changedKey,
  'link.opened': changedKey,
  'link.expired': null,
  'link.refused': null,
  'external_key.added': changedKey,
  'external_key.changed': changedKey,
  'external_key.removed': (event) => [removedGrant(event, event.account)],
  // It happened in the account that owns the key; the roles were in the other one.
  'external_key.declined': (event) => [removedGrant(event, isFields(event.before) ? event.before.account : null)],
  'external_key.not_found': null,
  'user.added': null,
  // The invitation stood under another person of the address, whose it is no more.
  'user.separated': membershipBefore,
  'invitation.refused': null,
  'user.joined': membershipBefore,
  'user.changed': (event, after) => [
    ...(Array.isArray(after.roles) ? [{ ...membershipOf(event), roleIds: idsOf(after.roles) }] : []),
  ],
  'user.removed': (event) => [{ ...membershipOf(event), roleIds: null }],
  'user.password_set': (event) => [{ kind: 'password', userId: event.subject.slice('user:'.length) }],
  'setup_link.issued': null,
  'session.started': null,
  'session.ended': null,
  // A restore empties what signs and what was signed for.
  'user_token.issued': null,
  'signing_key.created': null,
  'signing_key.rotated': null,
  // A restore leaves no follower.
  'node.created': null,
  'node.revoked': null,
  'credential.failed': null,
  'credential.tried': null,
  'sign_in.failed': null,
  'keys.exported': null,
  'keys.imported': (event, after) =>
    Array.isArray(after.keys) ? after.keys.filter(isFields).map((key) => newKey(event, String(key.id), key)) : [],
  'audit.exported': null,
  'audit.erased': null,
  'backup.created': null,
  'backup.restored': null,
};

/**
 * What was taken since a backup, as the export of the whole audit log tells it (`chaveiro audit export`).
 *
 * Throws `invalid_request` unless the export has every change after the backup, each with its content:
 * what is missing could be a revocation. Whether changes came after its last line nobody can say.
 *
 * @param lines of the export
 * @param backup its position, and when it was made, by which the export is recognised as one of the same log
 */
export async function* readRevocations(
  lines: AsyncIterable<string>,
  { revision, createdAt }: Pick<BackupHeader, 'revision' | 'createdAt'>,
): AsyncGenerator<SurvivingChange> {
  let last: number | undefined;
  let sawBackup = false;
  for await (const line of lines) {
    if (line === '') continue;
    const event = parseEvent(line);
    if (last === undefined ? event.id > revision + 1 : event.id !== last + 1) {
      throw refused(`The changes between ${last ?? revision} and ${event.id} are missing in it.`);
    }
    last = event.id;
    if (!('erased' in event) && event.action === 'backup.created' && event.at === createdAt) sawBackup = true;
    if (event.id <= revision) continue;
    if (!sawBackup) throw refused('It does not say that this backup was made.');
    if ('erased' in event) throw refused(`Retention erased what happened in change ${event.id}.`);
    yield* changesOf(event);
  }
  if (last === undefined || last < revision) throw refused('It ends before the backup was made.');
}

function parseEvent(line: string): LoggedEvent {
  try {
    const event = JSON.parse(line) as LoggedEvent;
    if (Number.isSafeInteger(event.id) && ('erased' in event || typeof event.action === 'string')) return event;
  } catch {
    // Said below.
  }
  throw refused('It has a line that is no event.');
}

function changesOf(event: AuditEventView): SurvivingChange[] {
  if (!Object.hasOwn(readers, event.action))
    throw refused(`Change ${event.id} is of a newer version: ${event.action}.`);
  return readers[event.action as AuditAction]?.(event, isFields(event.after) ? event.after : {}) ?? [];
}

/** Status, tokens, and the roles in the account in which it happened, as far as the event says them. */
function changedKey(event: AuditEventView, after: Fields): SurvivingChange[] {
  const keyId = keyOf(event);
  const { isActive, tokens, roles, expiresAt } = after;
  const changes: SurvivingChange[] = [
    {
      kind: 'key',
      keyId,
      ...(typeof isActive === 'boolean' && { isActive }),
      ...(Array.isArray(tokens) && {
        tokensCreatedAt: tokens.map((token: Fields) => Date.parse(String(token.createdAt))),
      }),
    },
  ];
  if (Array.isArray(roles) || typeof expiresAt === 'string') {
    changes.push({
      kind: 'grant',
      account: String(event.account),
      keyId,
      ...(Array.isArray(roles) && { roleIds: idsOf(roles) }),
      ...(typeof expiresAt === 'string' && { expiresAt: Date.parse(expiresAt) }),
    });
  }
  return changes;
}

function removedGrant(event: AuditEventView, account: unknown): SurvivingChange {
  return { kind: 'grant', account: String(account), keyId: keyOf(event), roleIds: null };
}

function membershipOf(event: AuditEventView) {
  const userId = event.subject.slice('user:'.length);
  return { kind: 'membership', account: String(event.account), userId } as const;
}

function membershipBefore(event: AuditEventView): SurvivingChange[] {
  const before = isFields(event.before) ? event.before.user : undefined;
  return typeof before === 'string' ? [{ ...membershipOf(event), userId: before, roleIds: null }] : [];
}

function idsOf(roles: readonly Fields[]): number[] {
  return roles.map((role) => Number(role.id));
}

function newKey(event: AuditEventView, keyId: string, after: Fields): SurvivingChange {
  return {
    kind: 'new-key',
    account: String(event.account),
    keyId,
    appKey: String(after.appKey),
    label: String(after.label),
    createdAt: Date.parse(event.at),
    createdBy: String(event.actor),
  };
}

function keyOf({ subject }: AuditEventView): string {
  return subject.slice('key:'.length);
}

function roleOf(event: AuditEventView) {
  return { kind: 'role', account: String(event.account), roleId: Number(event.subject.split('/').at(-1)) } as const;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(why: string): ChaveiroError {
  return new ChaveiroError(
    'invalid_request',
    `The revocations are not a whole export of the audit log of this installation. ${why}`,
    { field: 'revocations' },
  );
}
