import type { FeedRecord } from './change-feed.ts';
import { type Decision, decide, type PairRequest } from './decision.ts';
import { KeyIndex } from './key-index.ts';
import {
  accountRecord,
  apiRecord,
  grantRecord,
  keyRecord,
  resourceRecord,
  roleRecord,
  testToken,
} from './records.fixture.ts';
import { formatRevision } from './revision.ts';
import { type Question, type Requirement, resolveTarget } from './target.ts';

export const revision = formatRevision({ epoch: 'test', number: 7 });
/** When the tests decide. */
export const now = Date.parse('2026-11-22T12:00:00Z');

/** An index of these records. */
export function indexOf(...records: FeedRecord[]): KeyIndex {
  const index = new KeyIndex();
  for (const record of records) index.apply(record);
  index.advance(revision);
  return index;
}

/** Accounts `loja` (1) and `parceiro` (2); resources View, Edit, Ship; in each account role 1 is Owner, role 2 views. */
export const world: readonly FeedRecord[] = [
  accountRecord(1, 'loja'),
  accountRecord(2, 'parceiro'),
  resourceRecord(1, 'View'),
  resourceRecord(2, 'Edit'),
  resourceRecord(3, 'Ship'),
  ...[1, 2].flatMap((account) => [
    roleRecord(account, 1, [], { holdsEverything: true }),
    roleRecord(account, 2, [1]),
    roleRecord(account, 3, []),
  ]),
  apiRecord('orders', [
    { method: 'GET', path: '/orders/{id}', anyOf: ['View', 'Edit'] },
    { method: 'POST', path: '/orders', anyOf: ['Edit'] },
    { method: 'GET', path: '/ghosts', anyOf: ['NotInTheCatalogue'] },
  ]),
];

/** What is asked for: any one of these resources, what a route says, or any role. */
export const anyOf = (...resources: string[]): Requirement => ({ kind: 'any-of', resources });
export const byRoute: Requirement = { kind: 'route', api: 'orders' };
const anyRole: Requirement = { kind: 'any-role' };

/** What differs from a question that needs any role. */
export interface Asked extends Partial<Omit<PairRequest, 'target'>> {
  readonly account?: string;
  readonly requirement?: Requirement;
  readonly at?: number;
}

/** Decides for key 1 with its token in account `loja`, unless asked otherwise. */
export function ask(
  index: KeyIndex,
  { account = 'loja', requirement = anyRole, at = now, ...request }: Asked = {},
): Decision {
  const question: Question = account === '' ? { requirement } : { account, requirement };
  const target = resolveTarget(index, question);
  return decide(index, { appKey: 'appkey-loja-1', appToken: testToken(1), target, ...request }, at);
}

/** Key 1 of `loja`, which may view there. */
export const viewer = keyRecord(1, { grants: [grantRecord(1, [2])] });
