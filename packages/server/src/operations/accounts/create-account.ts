import { randomBytes } from 'node:crypto';
import { checkAccountName } from '../../domain/account.ts';
import { actorName, type OperatorActor } from '../../domain/actor.ts';
import { parseEmail } from '../../domain/email.ts';
import { ownerRoleName } from '../../domain/role.ts';
import { parseLabel } from '../../domain/short-text.ts';
import type { Changed, WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { type CreatedKey, insertNewKey } from '../keys/create-key.ts';
import { runChange } from '../run-change.ts';

export interface CreateAccountInput {
  readonly name: string;
  readonly ownerEmail: string;
  /** Label of a first key with the Owner role; absent for none. */
  readonly withKeyLabel?: string | undefined;
}

export interface CreatedAccount {
  readonly account: { readonly id: number; readonly name: string };
  /** `setupUrl` comes with sign-in. */
  readonly owner: { readonly id: string; readonly email: string; readonly setupUrl: null };
  readonly key?: CreatedKey;
}

/**
 * Makes an account with its Owner role, its owner, and a first key if one is asked for: one change.
 * Somebody who is known by the e-mail address already becomes its owner as the user that they are.
 *
 * Throws `invalid_request` and `account_exists`.
 */
export async function createAccount(
  context: OperationContext,
  actor: OperatorActor,
  input: CreateAccountInput,
): Promise<Changed<CreatedAccount>> {
  checkAccountName(input.name);
  const email = parseEmail(input.ownerEmail, 'owner');
  const label = input.withKeyLabel === undefined ? undefined : parseLabel(input.withKeyLabel);
  return await runChange(context, async (tx, now) => {
    const account = await tx.insertAccount({ name: input.name, createdAt: now });
    const role = await tx.insertRole({
      accountId: account.id,
      name: ownerRoleName,
      kind: 'owner',
      template: null,
      resources: [],
      createdAt: now,
    });
    const user = (await tx.findUserByEmail(email)) ?? (await insertUser(tx, email, now));
    const membership = { accountId: account.id, userId: user.id, name: null, roleIds: [role.id], createdAt: now };
    await tx.setMembership(membership);
    const details = { account, roles: [role], createdBy: actorName(actor), now };
    const key = label === undefined ? undefined : await insertNewKey(context, tx, { ...details, label });
    return {
      value: {
        account: { id: account.id, name: account.name },
        owner: { id: user.id, email: user.email, setupUrl: null },
        ...(key === undefined ? {} : { key: { id: key.id, appKey: key.appKey, appToken: key.token.plain } }),
      },
      event: {
        action: 'account.created',
        actor,
        accountId: account.id,
        subject: `account:${account.name}`,
        before: null,
        after: {
          name: account.name,
          owner: user.email,
          key: key === undefined ? null : { id: key.id, appKey: key.appKey, label: label ?? null },
        },
      },
    };
  });
}

async function insertUser(tx: WriteTransaction, email: string, now: number) {
  return await tx.insertUser({ id: randomBytes(16).toString('hex'), email, createdAt: now });
}
