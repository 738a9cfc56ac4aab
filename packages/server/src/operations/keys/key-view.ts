import type { TokenRole } from '#engine';
import type { Account } from '../../domain/account.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import { type Freshness, freshnessOf } from '../../domain/freshness.ts';
import type { RoleReference } from '../../domain/role.ts';
import type { LinkState } from '../../domain/single-access-link.ts';
import { idsOf, referencesTo } from '../find-roles.ts';
import { timeText } from '../time-text.ts';
import { versionOf } from '../view-version.ts';

/** A key as its account's list shows it. Times in ISO 8601, UTC, with milliseconds. */
export interface KeyView {
  readonly id: string;
  readonly appKey: string;
  readonly label: string;
  readonly isActive: boolean;
  /** Roles in the account that owns the key, by id. */
  readonly roles: readonly RoleReference[];
  readonly createdAt: string;
  /** `operator`, `key:{appKey}` or `user:{email}`. */
  readonly createdBy: string;
  /** `null` unless one is pending. */
  readonly renewal: {
    readonly startedAt: string;
    /** Like `createdBy`. */
    readonly startedBy: string;
    /** The link that delivers the new token. */
    readonly link: LinkState | 'none';
  } | null;
  readonly tokens: readonly {
    readonly role: TokenRole;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
  }[];
  readonly freshness: Freshness;
  readonly lastUsedAt: string | null;
  /** Of what people set: the same as long as nobody changes anything, whoever uses the key meanwhile. */
  readonly version: string;
}

/** Without the names of roles: a role that is renamed does not change the keys that have it. */
function versionOfKey({ id, label, isActive, roles, renewal, tokens }: ApiKey): string {
  const tokenDates = tokens.map(({ role, createdAt }) => [role, createdAt]);
  return versionOf([id, label, isActive, idsOf(roles), renewal?.startedAt ?? null, tokenDates]);
}

function viewOfRenewal({ renewal, tokens }: ApiKey): KeyView['renewal'] {
  if (renewal === null) return null;
  const link = tokens.find(({ role }) => role === 'new')?.link ?? 'none';
  return { startedAt: timeText(renewal.startedAt), startedBy: renewal.startedBy, link };
}

/**
 * @param account the one that owns the key: its renewal period says how fresh the key is
 * @param now milliseconds since 1970
 */
export function viewOfKey(key: ApiKey, account: Account, now: number): KeyView {
  const newestTokenAt = Math.max(...key.tokens.map((token) => token.createdAt));
  return {
    id: key.id,
    appKey: key.appKey,
    label: key.label,
    isActive: key.isActive,
    roles: referencesTo(key.roles),
    createdAt: timeText(key.createdAt),
    createdBy: key.createdBy,
    renewal: viewOfRenewal(key),
    tokens: key.tokens.map(({ role, createdAt, lastUsedAt }) => ({
      role,
      createdAt: timeText(createdAt),
      lastUsedAt: lastUsedAt === null ? null : timeText(lastUsedAt),
    })),
    freshness: freshnessOf(newestTokenAt, account.renewalPeriodMonths, now),
    lastUsedAt: key.lastUsedAt === null ? null : timeText(key.lastUsedAt),
    version: versionOfKey(key),
  };
}
