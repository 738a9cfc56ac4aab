import type { GrantView } from '../operations/external-keys/list-grants.ts';
import type { KeyView } from '../operations/keys/key-view.ts';
import type { LinkAttemptView } from '../operations/links/list-link-attempts.ts';
import { alignColumns } from './table.ts';

const freshnessWords = { fresh: 'fresh', outdated: 'outdated', highly_outdated: 'highly outdated' } as const;

/** An ISO time to the minute, as tables show it. */
export function shortTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

/** The names of roles, or "none". */
export function roleNames(roles: readonly { name: string }[]): string {
  return roles.length === 0 ? 'none' : roles.map(({ name }) => name).join(', ');
}

/** One line of a list of keys. */
export function keyRow(key: KeyView): string[] {
  return [
    key.appKey,
    key.label,
    key.isActive ? 'active' : 'inactive',
    freshnessWords[key.freshness],
    shortTime(key.createdAt),
    key.lastUsedAt === null ? 'never' : shortTime(key.lastUsedAt),
    roleNames(key.roles),
  ];
}

/** Everything about one key; `more` rows come last. */
export function keyText(key: KeyView, more: readonly (readonly string[])[]): string {
  return alignColumns([
    ['key', key.appKey],
    ['id', key.id],
    ['label', key.label],
    ['status', key.isActive ? 'active' : 'inactive'],
    ['roles', roleNames(key.roles)],
    ['created', `${shortTime(key.createdAt)} UTC by ${key.createdBy}`],
    ['token', `${freshnessWords[key.freshness]}, from ${shortTime(key.tokens.at(-1)?.createdAt ?? key.createdAt)} UTC`],
    ...renewalLines(key),
    ...more,
  ]);
}

/** The other accounts that have given a key roles. */
export function grantLines(grants: readonly GrantView[]): string[] {
  if (grants.length === 0) return [];
  return [
    'Has roles in',
    alignColumns(grants.map(({ account, addedAt }) => [`  ${account}`, `since ${shortTime(addedAt)} UTC`])),
  ];
}

/** Who has opened the links to a key's tokens, or tried to. */
export function linkLines(attempts: readonly LinkAttemptView[]): string[] {
  if (attempts.length === 0) return [];
  const rows = attempts.map(({ at, outcome, address, userAgent }) => [
    `  ${outcome}`,
    `${shortTime(at)} UTC`,
    address ?? 'from an unknown address',
    userAgent ?? '',
  ]);
  return ['Single-access links', alignColumns(rows)];
}

function renewalLines({ renewal, tokens }: KeyView): [string, string][] {
  const [old] = tokens;
  if (renewal === null || old === undefined) return [];
  return [
    ['old token', `from ${shortTime(old.createdAt)} UTC, still accepted`],
    ['renewal', `pending since ${shortTime(renewal.startedAt)} UTC, started by ${renewal.startedBy}`],
    ...(renewal.link === 'none' ? [] : [['link', renewal.link] satisfies [string, string]]),
  ];
}
