import type { Decision, Question, Requirement, TokenRole } from '#engine';
import type { Account } from '../../domain/account.ts';
import type { Actor } from '../../domain/actor.ts';
import {
  type PairMistake,
  pairMistake,
  type RoleShare,
  sharesOf,
  sufficientRoles,
} from '../../domain/decision-reasons.ts';
import { isKeyString } from '../../domain/key-string.ts';
import type { RoleReference } from '../../domain/role.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { RepeatableContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { findRolesIn } from './find-key-roles.ts';

interface Pair {
  readonly appKey: string;
  readonly appToken: string;
}

export interface TryCredentialInput extends Pair {
  /** Name of the account that is called. */
  readonly account: string;
  readonly requirement: Requirement;
  /** With a requirement by route. */
  readonly method?: string | undefined;
  readonly path?: string | undefined;
}

/** Decides as a server does, and counts neither use nor a failure for the audit log. Throws when it cannot decide, and for a name that does not exist. */
export type DecidePair = (
  pair: Pair,
  asked: { readonly question: Question; readonly method?: string | undefined; readonly path?: string | undefined },
) => Decision;

/** A key as an account sees it that owns it or has given it roles. */
interface SeenKey {
  readonly id: string;
  readonly appKey: string;
  readonly owner: string;
  /** `null` for a key of another account. */
  readonly label: string | null;
}

/** A decision, and why. */
export interface TriedCredential {
  readonly allowed: boolean;
  readonly code: Decision['code'];
  readonly account: string;
  /** `null` for a key that the account neither owns nor has given roles; also when the pair is wrong. */
  readonly key: SeenKey | null;
  /** Which token of the account's own key it is. */
  readonly token: TokenRole | null;
  /** What is wrong with the pair; `null` when it is right. */
  readonly mistake: PairMistake | null;
  readonly matchedResource: string | null;
  readonly requiredResources: readonly string[];
  /** Roles of the key in this account, each with the required resources that it holds. */
  readonly roles: readonly RoleShare[];
  /** Roles of this account of which each would be enough. */
  readonly sufficientRoles: readonly RoleReference[];
}

/**
 * Decides about one pair in an account, and explains the decision role by role. Needs ViewApiKeys, and
 * says of key and roles only what that opens anyway. It is no use of the key, and a wrong pair is no failed credential of
 * somebody unknown: the event of it says who asked what, never the pair.
 *
 * Throws what `decide` and `authorizeInAccount` throw.
 */
export async function tryCredential(
  context: RepeatableContext,
  actor: Actor,
  decide: DecidePair,
  input: TryCredentialInput,
): Promise<Changed<TriedCredential>> {
  const { requirement, method, path, ...pair } = input;
  return await runRepeatableChange(context, [], async (tx, now) => {
    const { account } = await authorizeInAccount(tx, now, actor, input.account, ['ViewApiKeys']);
    // By the name of the account that the caller may enter, and not as it was written.
    const question = { account: account.name, requirement };
    const decision = decide({ appKey: pair.appKey, appToken: pair.appToken }, { question, method, path });
    const meant = await findMeantKey(tx, account, pair.appKey);
    const isRight = decision.code !== 'invalid_credentials';
    const key = meant === undefined ? null : meant.seen;
    const required = decision.requiredResources;
    const roles = isRight && meant !== undefined ? await findRolesIn(tx, now, account.id, meant.seen.id) : [];
    return {
      value: {
        allowed: decision.allowed,
        code: decision.code,
        account: account.name,
        key: isRight ? key : null,
        token: meant?.isOwn ? decision.token : null,
        mistake: isRight ? null : pairMistake(meant, pair.appToken),
        matchedResource: decision.matchedResource,
        requiredResources: required,
        roles: sharesOf(roles, required),
        sufficientRoles: isRight ? sufficientRoles(await tx.listRoles(account.id), required) : [],
      },
      event: {
        action: 'credential.tried',
        actor,
        accountId: account.id,
        ...(key === null ? { subject: `account:${account.name}` } : subjectOf(key)),
        before: null,
        after: { code: decision.code, ...describe(requirement, method) },
      },
    };
  });
}

/** The key of this key string, if the account owns it or has given it roles: of others it hears nothing, also not that they exist. */
async function findMeantKey(tx: ReadTransaction, account: Account, appKey: string) {
  if (!isKeyString(appKey)) return undefined;
  const own = await tx.findKeyByAppKey(appKey, account.id);
  const external = await tx.findExternalKeyByAppKey(account.id, appKey);
  if (own !== undefined) {
    const isImported = (await tx.listImportedTokens(own.id)).length > 0;
    const seen: SeenKey = { id: own.id, appKey, owner: account.name, label: own.label };
    return { seen, isOwn: true, isDeleted: false, isImported };
  }
  if (external === undefined) return undefined;
  const seen: SeenKey = { id: external.id, appKey, owner: external.owner, label: null };
  // Which form its token has is its owner's affair.
  return { seen, isOwn: false, isDeleted: external.status === 'deleted_by_owner', isImported: true };
}

function subjectOf({ id, label, appKey }: SeenKey) {
  return { subject: `key:${id}`, subjectName: label ?? appKey };
}

/** What HTTP calls its methods, all of them, and shorter than any token. */
const methodForm = /^[A-Z-]{3,19}$/;

/** What was asked, for the event. Without the path, which may hold anything, and without a method that is none. */
function describe(requirement: Requirement, method = '') {
  if (requirement.kind === 'any-of') return { anyOf: requirement.resources };
  return requirement.kind === 'route' ? { api: requirement.api, method: methodForm.test(method) ? method : null } : {};
}
