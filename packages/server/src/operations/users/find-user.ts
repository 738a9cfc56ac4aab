import type { Actor } from '../../domain/actor.ts';
import { parseEmail } from '../../domain/email.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { getMemberByEmail } from './get-member.ts';
import { readUserView, type UserView } from './user-view.ts';

/**
 * The account's user of this e-mail address. Needs a resource that opens users to be looked up.
 *
 * Throws `invalid_request` for what is no address, `not_found`, also for a user of other accounts, and what
 * `authorizeInAccount` throws.
 */
export async function findUser(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string; readonly email: string },
): Promise<UserView & { readonly accountId: number }> {
  const email = parseEmail(input.email, 'email');
  return await context.storage.read(async (tx) => {
    const accepted = acceptedResources(context, 'findUser');
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const { membership, roles } = await getMemberByEmail(tx, account.id, email);
    return { ...(await readUserView(tx, membership, roles)), accountId: account.id };
  });
}
