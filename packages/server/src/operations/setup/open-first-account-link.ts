import { randomBytes } from 'node:crypto';
import { checkAccountName } from '../../domain/account.ts';
import { parseEmail } from '../../domain/email.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { parsePassword } from '../../domain/passwords/password.ts';
import type { Changed } from '../../storage/storage.ts';
import { insertAccount } from '../accounts/insert-account.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { insertDevice } from '../sessions/insert-device.ts';
import { getFirstAccountLink } from './get-setup-link.ts';
import type { OpenedSetupLink, OpenSetupLinkInput } from './opening.ts';

/**
 * Opens the link that a server prints on an empty database: makes the account with its Owner role, its
 * owner and the owner's password. Throws `link_gone`, also once there is any account, and
 * `invalid_request` for what is missing or bad.
 */
export async function openFirstAccountLink(
  context: OperationContext,
  { secret, password, newAccount, source }: OpenSetupLinkInput,
): Promise<Changed<OpenedSetupLink>> {
  if (newAccount === undefined || password === undefined) {
    throw new ChaveiroError(
      'invalid_request',
      'This link makes the first account: send "account" (its name), "email" (its owner) and "password".',
      { field: newAccount === undefined ? 'account' : 'password' },
    );
  }
  const { name } = newAccount;
  checkAccountName(name);
  const email = parseEmail(newAccount.ownerEmail, 'email');
  const userId = randomBytes(16).toString('hex');
  const stored = await context.passwords.hash(userId, parsePassword(password, [email, name], 'password'));
  return await runChange(context, async (tx, now) => {
    const link = await getFirstAccountLink(tx, secret);
    await tx.deleteSetupLink(link.secretHash);
    const { account, owner } = await insertAccount(tx, { name, email, userId, now, joinedAt: now });
    await tx.putPassword(owner.id, stored, now);
    return {
      value: { email, account: name, device: await insertDevice(tx, owner.id, now) },
      event: {
        action: 'account.created',
        actor: { type: 'user', userId: owner.id, email, sessionId: null, source },
        accountId: account.id,
        subject: `account:${name}`,
        before: null,
        after: { name, owner: email, key: null },
      },
    };
  });
}
