import { randomBytes } from 'node:crypto';
import { checkAccountName } from '../../domain/account.ts';
import { actorName, type OperatorActor } from '../../domain/actor.ts';
import { parseEmail } from '../../domain/email.ts';
import { parseLabel } from '../../domain/short-text.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { type CreatedKey, insertNewKey } from '../keys/create-key.ts';
import { operatorRights } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { issueSetupLink } from '../setup/issue-setup-link.ts';
import { insertAccount } from './insert-account.ts';

export interface CreateAccountInput {
  readonly name: string;
  readonly ownerEmail: string;
  /** Label of a first key with the Owner role; absent for none. */
  readonly withKeyLabel?: string | undefined;
}

export interface CreatedAccount {
  readonly account: { readonly id: number; readonly name: string };
  /** `setupUrl` is the owner's invitation: nobody is owner before it was opened. */
  readonly owner: { readonly id: string; readonly email: string; readonly setupUrl: string };
  readonly key?: CreatedKey;
}

/**
 * Makes an account with its Owner role, its owner, and a first key if one is asked for: one change.
 * Somebody who is known by the e-mail address already becomes its owner as the user that they are, once
 * they have opened the invitation.
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
  const userId = randomBytes(16).toString('hex');
  return await runChange(context, async (tx, now) => {
    const { account, ownerRole, owner } = await insertAccount(tx, {
      ...{ name: input.name, email, userId, now },
      joinedAt: null,
    });
    const invitation = { purpose: 'invitation', userId: owner.id, accountId: account.id } as const;
    const { url } = await issueSetupLink(context, tx, { ...invitation, rights: operatorRights, actor, now });
    const details = { account, roles: [ownerRole], createdBy: actorName(actor), now };
    const key = label === undefined ? undefined : await insertNewKey(context, tx, { ...details, label });
    return {
      value: {
        account: { id: account.id, name: account.name },
        owner: { id: owner.id, email: owner.email, setupUrl: url },
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
          owner: owner.email,
          key: key === undefined ? null : { id: key.id, appKey: key.appKey, label: label ?? null },
        },
      },
    };
  });
}
