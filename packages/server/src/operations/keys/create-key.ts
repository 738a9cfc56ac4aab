import { randomUUID } from 'node:crypto';
import type { Account } from '../../domain/account.ts';
import { type Actor, actorName } from '../../domain/actor.ts';
import { checkRolesGiven } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { generateKeyString } from '../../domain/key-string.ts';
import type { PlainToken } from '../../domain/plain-token.ts';
import type { Role } from '../../domain/role.ts';
import { parseLabel } from '../../domain/short-text.ts';
import type { Changed, ReadTransaction, WriteTransaction } from '../../storage/storage.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext, RepeatableContext } from '../context.ts';
import { findWantedRoles, referencesTo } from '../find-roles.ts';
import { type Delivered, type Delivery, deliverToken } from '../links/deliver-token.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { getKey } from './get-key.ts';
import { type IssuedToken, issueToken } from './issue-token.ts';
import { type KeyView, viewOfKey } from './key-view.ts';

export interface CreateKeyInput<D extends Delivery = 'token'> {
  /** Name of the account that will own the key. */
  readonly account: string;
  readonly label: string;
  readonly roleIds: readonly number[];
  /** Default `token`. */
  readonly delivery?: D;
  /** Whether the answer also shows the key as lists do. */
  readonly withView?: boolean;
}

/** The only answer that ever holds the token. */
export interface CreatedKey {
  readonly id: string;
  readonly appKey: string;
  readonly appToken: PlainToken;
}

/** What an answer shows of the key when it was asked to. */
export interface WithView {
  readonly view?: KeyView;
}

/**
 * Makes a key, active at once, with the chosen roles or none, and delivers its token as asked: in the
 * answer or in a single-access link. Needs EditApiKeys.
 *
 * Throws `invalid_request` for a bad label or an unknown role, `above_own_rights`, and what
 * `authorizeInAccount` throws.
 */
export async function createKey<D extends Delivery = 'token'>(
  context: RepeatableContext,
  actor: Actor,
  input: CreateKeyInput<D>,
): Promise<Changed<Pick<CreatedKey, 'id' | 'appKey'> & Delivered<D> & WithView>> {
  const label = parseLabel(input.label);
  return await runRepeatableChange(context, ['appToken', 'link'], async (tx, now) => {
    const { account, rights } = await authorizeInAccount(
      tx,
      now,
      actor,
      input.account,
      acceptedResources(context, 'createKey'),
    );
    const roles = await findWantedRoles(tx, account.id, [], input.roleIds);
    checkRolesGiven(rights, roles);
    const key = await insertNewKey(context, tx, { account, label, roles, createdBy: actorName(actor), now });
    const { id, appKey } = key;
    const { answer, audited } = await deliverToken(context, tx, input.delivery ?? ('token' as D), id, key.token);
    const after = { appKey, label, isActive: true, roles: referencesTo(roles), ...audited };
    const shown = input.withView ? { view: viewOfKey(await getKey(tx, account.id, id), account, now) } : {};
    return {
      value: { id, appKey, ...answer, ...shown },
      event: {
        action: 'key.created',
        actor,
        accountId: account.id,
        subject: `key:${id}`,
        subjectName: label,
        before: null,
        after,
      },
    };
  });
}

interface NewKey {
  readonly account: Pick<Account, 'id' | 'name'>;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly createdBy: string;
  readonly now: number;
}

/** Stores a key with its first token, which is still to be delivered. Whoever calls has checked label, roles and rights. */
export async function insertNewKey(
  context: Pick<OperationContext, 'keyPrefix' | 'peppers'>,
  tx: WriteTransaction,
  key: NewKey,
): Promise<{ readonly id: string; readonly appKey: string; readonly token: IssuedToken }> {
  const id = randomUUID();
  const appKey = await findFreeKeyString(tx, context.keyPrefix, key.account.name);
  const token = issueToken(context, id, 'current', key.now);
  await tx.insertKey({
    id,
    appKey,
    accountId: key.account.id,
    label: key.label,
    createdAt: key.now,
    createdBy: key.createdBy,
    roleIds: key.roles.map((role) => role.id),
    token: token.stored,
  });
  return { id, appKey, token };
}

async function findFreeKeyString(tx: ReadTransaction, prefix: string, account: string): Promise<string> {
  // Of 309 million key strings, so many are never taken that twenty in a row are not free.
  for (let attempt = 0; attempt < 20; attempt++) {
    const appKey = generateKeyString(prefix, account);
    if (!(await tx.isAppKeyTaken(appKey))) return appKey;
  }
  throw new ChaveiroError('internal', `No free key string was found for the account "${account}".`);
}
