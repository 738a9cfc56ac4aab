import type { Account } from '../../domain/account.ts';
import { type Actor, actorName } from '../../domain/actor.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import { checkRolesGivenToExternal } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyString } from '../../domain/key-string.ts';
import { parseNote } from '../../domain/short-text.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { RepeatableContext } from '../context.ts';
import { findWantedRoles } from '../find-roles.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { detailsOf, type ExternalKeyView, viewOfExternalKey } from './external-key-view.ts';
import { getExternalKey } from './get-external-key.ts';
import { checkGuesses, countGuess } from './guess-limit.ts';
import { parseExpiry } from './parse-expiry.ts';

export interface AddExternalKeyInput {
  /** Name of the account that gives the roles. */
  readonly account: string;
  /** Key string of the other account's key. */
  readonly appKey: string;
  /** At least one. */
  readonly roleIds: readonly number[];
  readonly note?: string | undefined;
  /** When the key loses the roles, ISO 8601; absent for never. */
  readonly expiresAt?: string | undefined;
}

/**
 * Gives a key of another account roles in this one. Needs EditApiKeys, and Owner for roles that hold
 * management rights. Of the key it tells the owner, whom the key string names anyway, and the status.
 *
 * Throws `not_found`, alike for a key string that does not exist, was deleted, or is the account's
 * own, and counts it: to add keys by guessing tells nothing, and is soon `too_many_unknown_keys`.
 * Throws `external_key_exists`, `above_own_rights`, `invalid_request`, and what `authorizeInAccount` throws.
 */
export async function addExternalKey(
  context: RepeatableContext,
  actor: Actor,
  input: AddExternalKeyInput,
): Promise<Changed<ExternalKeyView>> {
  const note = input.note === undefined ? null : parseNote(input.note);
  if (input.roleIds.length === 0) throw noRoles();
  const { value, revision } = await runRepeatableChange(context, [], async (tx, now) => {
    const expiresAt = input.expiresAt === undefined ? null : parseExpiry(input.expiresAt, now);
    const { account, rights } = await authorizeInAccount(tx, now, actor, input.account, ['EditApiKeys']);
    const roles = await findWantedRoles(tx, account.id, [], input.roleIds);
    checkRolesGivenToExternal(rights, roles);

    const guesses = await checkGuesses(tx, now, account);
    const key = await findForeignKey(tx, account, input.appKey);
    const event = { actor, accountId: account.id };
    if (key === undefined) {
      await countGuess(tx, now, account);
      // Not what was tried: it may have been a token.
      const after = { triedWithinHour: guesses + 1 };
      const subject = `account:${account.name}`;
      return { value: null, event: { action: 'external_key.not_found', ...event, subject, before: null, after } };
    }
    if ((await tx.findGrant(account.id, key.id)) !== undefined) {
      throw new ChaveiroError(
        'external_key_exists',
        `The account has already added the key ${key.appKey}: change its roles instead.`,
      );
    }
    const grant = { accountId: account.id, keyId: key.id, roleIds: roles.map((role) => role.id) };
    await tx.putGrant({ ...grant, addedAt: now, addedBy: actorName(actor), note, expiresAt });
    const added = viewOfExternalKey(await getExternalKey(tx, account.id, key.id));
    return {
      value: added,
      event: {
        action: 'external_key.added',
        ...event,
        subject: `key:${key.id}`,
        subjectName: key.appKey,
        before: null,
        after: detailsOf(added),
        alsoVisibleTo: [{ accountId: key.accountId, before: null, after: { appKey: key.appKey } }],
      },
    };
  });
  if (value === null) throw new ChaveiroError('not_found', 'No other account has a key with this key string.');
  return { value, revision };
}

/** A grant without roles would be none. */
export function noRoles(): ChaveiroError {
  return new ChaveiroError('invalid_request', 'An external key gets at least one role.', { field: 'roles' });
}

async function findForeignKey(tx: ReadTransaction, account: Account, appKey: string): Promise<ApiKey | undefined> {
  const key = isKeyString(appKey) ? await tx.findKeyByAppKey(appKey) : undefined;
  return key?.accountId === account.id ? undefined : key;
}
