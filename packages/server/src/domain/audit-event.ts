import type { Actor, NonCaller } from './actor.ts';

/** What happened: noun, dot, verb in the past. A closed list. */
export const auditActions = [
  'account.created',
  'account.activated',
  'account.deactivated',
  'settings.changed',
  'catalog.imported',
  'routes.imported',
  'role.created',
  'role.changed',
  'role.deleted',
  'key.created',
  'key.changed',
  'key.activated',
  'key.deactivated',
  'key.deleted',
  'keys.exported',
  'keys.imported',
  'renewal.started',
  'renewal.finish_scheduled',
  'renewal.finished',
  'renewal.undone',
  'external_key.added',
  'external_key.changed',
  'external_key.removed',
  'external_key.declined',
  'external_key.not_found',
  'credential.failed',
  'credential.tried',
  'sign_in.failed',
  'link.opened',
  'link.expired',
  'link.refused',
  'audit.exported',
  'audit.erased',
  'setup_link.issued',
  'user.added',
  'user.changed',
  'user.removed',
  'user.separated',
  'invitation.refused',
  'user.joined',
  'user.password_set',
  'session.started',
  'session.ended',
  'user_token.issued',
  'signing_key.created',
  'signing_key.rotated',
  'node.created',
  'node.revoked',
  'backup.created',
  'backup.restored',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** A value of an event: JSON, and never a token, a hash, a pepper, or the secret of a link. */
export type AuditValue =
  | null
  | boolean
  | number
  | string
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };

/** One thing that somebody did, as the operation that did it describes it. */
export interface AuditEvent {
  readonly action: AuditAction;
  readonly actor: Actor | NonCaller;
  /** The account it happened in; `null` for the installation. */
  readonly accountId: number | null;
  /** What it was done to: `key:{id}`, `role:{account}/{id}`, `api:{name}`, … */
  readonly subject: string;
  /**
   * What people called it until then: the label of a key, the name of a role, the address of a user. A key
   * of another account is called by its key string, for its label is that account's own affair.
   */
  readonly subjectName?: string;
  /** `null` for what did not exist before. */
  readonly before: AuditValue;
  /** `null` for what does not exist any more. */
  readonly after: AuditValue;
  /**
   * Other accounts in whose lists it stands as well, each with all that it may know of before and
   * after. Beside that they see neither who acted nor from where, nor what the subject is called.
   */
  readonly alsoVisibleTo?: readonly {
    readonly accountId: number;
    readonly before: AuditValue;
    readonly after: AuditValue;
  }[];
}
