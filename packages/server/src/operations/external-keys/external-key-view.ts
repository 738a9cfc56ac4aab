import type { ExternalKey, ExternalKeyStatus } from '../../domain/external-key.ts';
import type { RoleReference } from '../../domain/role.ts';
import { idsOf, referencesTo } from '../find-roles.ts';
import { timeText } from '../time-text.ts';
import { versionOf } from '../view-version.ts';

/** A key of another account as the account sees it that has given it roles. Times in ISO 8601, UTC, with milliseconds. */
export interface ExternalKeyView {
  readonly id: string;
  readonly appKey: string;
  /** Name of the account that owns the key. */
  readonly owner: string;
  readonly note: string | null;
  readonly status: ExternalKeyStatus;
  /** Roles in this account, by id. */
  readonly roles: readonly RoleReference[];
  readonly expiresAt: string | null;
  readonly addedAt: string;
  /** `operator`, `key:{appKey}` or `user:{email}`. */
  readonly addedBy: string;
  /** In this account: what the key does elsewhere is not told. */
  readonly lastUsedAt: string | null;
  /** Of what people set, here and, for the status, where it is owned. */
  readonly version: string;
}

export function viewOfExternalKey(key: ExternalKey): ExternalKeyView {
  const { id, appKey, owner, note, status, roles, expiresAt, addedAt, addedBy, lastUsedAt } = key;
  return {
    id,
    appKey,
    owner,
    note,
    status,
    roles: referencesTo(roles),
    expiresAt: expiresAt === null ? null : timeText(expiresAt),
    addedAt: timeText(addedAt),
    addedBy,
    lastUsedAt: lastUsedAt === null ? null : timeText(lastUsedAt),
    version: versionOf([id, note, status, idsOf(roles), expiresAt, addedAt]),
  };
}

/** What an event says of an external key, for the account that has given it roles. */
export function detailsOf({ appKey, owner, roles, note, expiresAt }: ExternalKeyView) {
  return { appKey, owner, roles: referencesTo(roles), note, expiresAt };
}
