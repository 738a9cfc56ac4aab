import { createHmac } from 'node:crypto';
import type {
  AccountRecord,
  ApiRecord,
  GrantRecord,
  KeyRecord,
  ResourceRecord,
  RoleRecord,
  RoutePolicy,
  TokenRecord,
  TokenRole,
} from './change-feed.ts';
import { formatToken, tokenDigest } from './token-format.ts';

/** Records for tests: what a test does not name has a harmless value. */

const pepper = Buffer.alloc(32, 'a pepper for tests');

function tokenKey(keyId: string, tokenId: string): Uint8Array {
  return createHmac('sha256', pepper).update(`token${keyId}${tokenId}`).digest();
}

/** A UUID that ends with a number. */
export function testUuid(number: number): string {
  return `0a1b2c3d-4e5f-4a6b-8c7d-${number.toString(16).padStart(12, '0')}`;
}

/** A well-formed token that differs for each number. */
export function testToken(number: number): string {
  return formatToken(`Test${number}`.padEnd(43, 'x'));
}

export function accountRecord(id: number, name: string, changes: Partial<AccountRecord> = {}): AccountRecord {
  return {
    kind: 'account',
    revision: 1,
    id,
    name,
    isActive: true,
    renewalPeriodMonths: 6,
    enforceExpiry: false,
    ...changes,
  };
}

export function resourceRecord(id: number, key: string, changes: Partial<ResourceRecord> = {}): ResourceRecord {
  return { kind: 'resource', revision: 1, id, key, ...changes };
}

export function roleRecord(
  accountId: number,
  id: number,
  resourceIds: readonly number[],
  changes: Partial<RoleRecord> = {},
): RoleRecord {
  return {
    kind: 'role',
    revision: 1,
    accountId,
    id,
    isDeleted: false,
    holdsEverything: false,
    resourceIds,
    ...changes,
  };
}

export function apiRecord(name: string, routes: readonly RoutePolicy[], changes: Partial<ApiRecord> = {}): ApiRecord {
  return { kind: 'api', revision: 1, name, routes, ...changes };
}

export function grantRecord(
  accountId: number,
  roleIds: readonly number[],
  expiresAt: number | null = null,
): GrantRecord {
  return { accountId, roleIds, expiresAt };
}

/** One live token of a key, as the server would store it. */
export function tokenRecord(
  keyId: string,
  number: number,
  token: string,
  changes: Partial<TokenRecord> & { readonly role?: TokenRole } = {},
): TokenRecord {
  const id = changes.id ?? testUuid(10_000 + number);
  const key = tokenKey(keyId, id);
  const digest = Buffer.from(tokenDigest(token), 'latin1');
  const storedHash = createHmac('sha256', key).update(digest).digest();
  return { role: 'current', isImported: false, createdAt: 0, key, storedHash, ...changes, id };
}

/** A key of account 1 with `testToken(number)` and no grant, unless changed. */
export function keyRecord(number: number, changes: Partial<KeyRecord> = {}): KeyRecord {
  const id = changes.id ?? testUuid(number);
  return {
    kind: 'key',
    revision: 1,
    appKey: `appkey-loja-${number}`,
    accountId: 1,
    isActive: true,
    isDeleted: false,
    grants: [],
    ...changes,
    tokens: changes.tokens ?? [tokenRecord(id, number, testToken(number))],
    id,
  };
}
