import type { AccountEntry } from './account-entries.ts';
import { addMonths } from './calendar.ts';
import { isCanonicalPath } from './canonical-path.ts';
import type { AccountRecord, TokenRole } from './change-feed.ts';
import type { DecisionCode } from './decision-codes.ts';
import type { KeyIdentity, KeyIndex } from './key-index.ts';
import type { Revision } from './revision.ts';
import { holds, type RoleSet } from './role-sets.ts';
import type { Route } from './route-table.ts';
import { type IndexedQuestion, type ResolvedQuestion, resolvedIn } from './target.ts';
import { checkToken, expensiveToken, unverifiableToken, wrongToken } from './token-check.ts';
import type { UserEntry, UserIdentity } from './user-entries.ts';
import { checkUserToken, type UserTokenOfPerson } from './user-token-check.ts';

/** What is asked, whoever asks. */
interface CommonRequest {
  readonly target: ResolvedQuestion;
  /** Upper case. Needed when the target asks by route. */
  readonly method?: string;
  /** The path as the client sent it, with or without query. Needed by route; checked whenever it is given. */
  readonly path?: string;
}

/** One question: may this pair do what the target asks for? */
export interface PairRequest extends CommonRequest {
  readonly appKey: string;
  readonly appToken: string;
  readonly userToken?: undefined;
}

/** The same about whom a user token stands for: a person, or a key. */
export interface UserTokenRequest extends CommonRequest {
  readonly userToken: string;
}

export type DecisionRequest = PairRequest | UserTokenRequest;

/** The answer to one request. */
export interface Decision {
  readonly allowed: boolean;
  readonly code: DecisionCode;
  /**
   * The account that was called: the target's, or, once the credential was right, the key's own; for a person
   * the one for which the user token was made.
   */
  readonly account: string | null;
  /** `null` unless the credential was right. */
  readonly key: KeyIdentity | null;
  /** The person; `null` for a key, and unless the credential was right. */
  readonly user: UserIdentity | null;
  /** Which of the key's tokens was used, or was a user token made from; `null` for a person, and unless the credential was right. */
  readonly token: TokenRole | null;
  /** The first accepted resource that the key holds. */
  readonly matchedResource: string | null;
  /** What would have opened it, any one of these; empty until the credential was right. */
  readonly requiredResources: readonly string[];
  /** What the decision is based on; `null` only with `not_ready`. */
  readonly revision: Revision | null;
}

/**
 * Where in the index a decision was found: what counting it needs, and what an answer never shows. One may serve any
 * number of decisions, for each fills it in whole. Its rows mean something until the next change is applied.
 */
export interface DecisionTrace {
  /** Row of the key that was named, 0 when there is none, and of its token that was used, 0 when none was. */
  keyRow: number;
  tokenRow: number;
  /** The account that was called; 0 when there is none, or the credential was wrong. */
  accountId: number;
  /** The session from which the user token of a person was made; `null` for everybody else. */
  sessionId: string | null;
}

export function createTrace(): DecisionTrace {
  return { keyRow: 0, tokenRow: 0, accountId: 0, sessionId: null };
}

const none: readonly never[] = [];

/**
 * Decides one request. Never throws.
 *
 * It changes nothing but that the index remembers the digest of a token that passed. The checks are
 * in the order of the codes' precedence, and nothing about key, route or account is said before the
 * credential is right.
 *
 * @param now milliseconds since 1970
 * @param trace is filled in
 */
export function decide(index: KeyIndex, request: DecisionRequest, now: number, trace = createTrace()): Decision {
  if (request.userToken !== undefined) return decideByUserToken(index, request, now, trace);
  const row = index.find(request.appKey);
  const token = checkToken(index, row, request.appKey, request.appToken);
  if (token <= wrongToken) return denyCredential(index, request.target, credentialCode(token), trace, row);
  return decideForKey(index, request, now, row, token, trace);
}

function decideByUserToken(index: KeyIndex, request: UserTokenRequest, now: number, trace = createTrace()): Decision {
  const holder = checkUserToken(index, request.userToken, now);
  if (typeof holder === 'string') return denyCredential(index, request.target, holder, trace);
  return holder.kind === 'key'
    ? decideForKey(index, request, now, holder.keyRow, holder.tokenRow, trace)
    : decideForUser(index, request, now, holder, trace);
}

/** For a key whose token is right. */
function decideForKey(
  index: KeyIndex,
  request: DecisionRequest,
  now: number,
  row: number,
  token: number,
  trace: DecisionTrace,
): Decision {
  // A consistent feed never brings a key without its account; if one did, there would be no basis to decide on.
  if (index.ownerOf(row).record === null) return denyCredential(index, request.target, 'not_ready', trace);
  const target = resolvedIn(index, request.target);
  const key = index.identityOf(row);
  const account = target.accountName === null ? index.ownerOf(row) : target.account;
  const answer: Answer = {
    allowed: false,
    code: 'resource_denied',
    account: target.accountName ?? key.owner,
    key,
    user: null,
    token: index.tokens.role(token),
    matchedResource: null,
    requiredResources: target.resources,
    revision: index.revision,
  };
  trace.keyRow = row;
  trace.tokenRow = token;
  trace.accountId = account?.id ?? 0;
  trace.sessionId = null;
  answer.code = codeForKey(index, request, now, trace, account, target, answer);
  answer.allowed = answer.code === 'allowed';
  return answer;
}

/** For a person whose user token is right. Uses of people are not counted: they have no row. */
function decideForUser(
  index: KeyIndex,
  request: DecisionRequest,
  now: number,
  { user, sessionId, madeFor }: UserTokenOfPerson,
  trace: DecisionTrace,
): Decision {
  const target = resolvedIn(index, request.target);
  const account = target.accountName === null ? index.accounts.findByName(madeFor) : target.account;
  const answer: Answer = {
    allowed: false,
    code: 'resource_denied',
    account: target.accountName ?? madeFor,
    key: null,
    user: user.identity,
    token: null,
    matchedResource: null,
    requiredResources: target.resources,
    revision: index.revision,
  };
  trace.keyRow = 0;
  trace.tokenRow = 0;
  trace.accountId = account?.id ?? 0;
  trace.sessionId = sessionId;
  answer.code = isMisconfigured(target)
    ? 'misconfigured'
    : codeForTarget(index, request, now, user, 0, account, target, answer);
  answer.allowed = answer.code === 'allowed';
  return answer;
}

/** A decision while it is being made. */
type Answer = { -readonly [Field in keyof Decision]: Decision[Field] };

/** The code for a key with a right token. */
function codeForKey(
  index: KeyIndex,
  request: DecisionRequest,
  now: number,
  { keyRow, tokenRow }: DecisionTrace,
  account: AccountEntry | undefined,
  target: IndexedQuestion,
  answer: Answer,
): DecisionCode {
  const owner = index.ownerOf(keyRow).record as AccountRecord;
  if (isMisconfigured(target)) return 'misconfigured';
  if (!index.keys.isActive(keyRow) || !owner.isActive) return 'key_inactive';
  if (owner.enforceExpiry) {
    const expiresAt = addMonths(index.tokens.createdAt(tokenRow), owner.renewalPeriodMonths);
    if (now >= expiresAt) return 'token_expired';
  }
  return codeForTarget(index, request, now, null, keyRow, account, target, answer);
}

function isMisconfigured(target: IndexedQuestion): boolean {
  return target.unknownApi !== null || target.unknownResources.length > 0;
}

/**
 * What account, path and roles say about a holder who may be asked; says in `answer` which resources were
 * asked for and which one matched.
 *
 * @param user the person who holds the roles; `null` for the key of `keyRow`
 */
function codeForTarget(
  index: KeyIndex,
  request: DecisionRequest,
  now: number,
  user: UserEntry | null,
  keyRow: number,
  account: AccountEntry | undefined,
  target: IndexedQuestion,
  answer: Answer,
): DecisionCode {
  if (account?.record?.isActive === false) return 'account_inactive';

  let { bits } = target;
  let others: readonly Route[] = none;
  if (target.api !== undefined) {
    const match = target.api.table?.match(request.method ?? '', request.path ?? '') ?? 'unknown_route';
    if (typeof match === 'string') return match;
    answer.requiredResources = match.route.anyOf;
    bits = target.api.bits[match.route.number] ?? none;
    others = match.others;
  } else if (request.path !== undefined && !isCanonicalPath(request.path)) return 'bad_path';

  const roles = account === undefined ? undefined : rolesOf(index, now, user, keyRow, account);
  if (roles === undefined) return 'no_grant';
  if (target.question.requirement.kind === 'any-role') return 'allowed';
  const place = heldPlace(roles, bits);
  if (place === -1) return 'resource_denied';
  for (const other of others) {
    if (heldPlace(roles, target.api?.bits[other.number] ?? none) !== -1) continue;
    answer.requiredResources = other.anyOf;
    return 'resource_denied';
  }
  answer.matchedResource = answer.requiredResources[place] as string;
  return 'allowed';
}

/** The place of the first of these resources that is held; -1 when none is. */
function heldPlace(roles: RoleSet, bits: readonly number[]): number {
  for (let place = 0; place < bits.length; place++) {
    const bit = bits[place] as number;
    if (bit >= 0 && holds(roles, bit)) return place;
  }
  return -1;
}

function rolesOf(
  index: KeyIndex,
  now: number,
  user: UserEntry | null,
  keyRow: number,
  account: AccountEntry,
): RoleSet | undefined {
  return user === null ? index.findRoles(keyRow, account, now) : index.users.findRoles(user, account);
}

/** A denial that says nothing but its code and what the caller asked about anyway: no credential was found right. */
export function denyCredential(
  index: KeyIndex,
  target: ResolvedQuestion,
  code: DecisionCode,
  trace: DecisionTrace,
  keyRow = 0,
): Decision {
  trace.keyRow = keyRow;
  trace.tokenRow = 0;
  trace.accountId = 0;
  trace.sessionId = null;
  return {
    allowed: false,
    code,
    account: target.accountName,
    key: null,
    user: null,
    token: null,
    matchedResource: null,
    requiredResources: none,
    revision: index.revision,
  };
}

function credentialCode(token: number): DecisionCode {
  if (token === unverifiableToken) return 'not_ready';
  return token === expensiveToken ? 'overloaded' : 'invalid_credentials';
}
