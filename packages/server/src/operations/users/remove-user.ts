import type { Actor } from '../../domain/actor.ts';
import { checkRolesTaken } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Changed } from '../../storage/storage.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { referencesTo } from '../find-roles.ts';
import { authorizeInAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import { checkNotLastOwner } from './check-last-owner.ts';
import { endSessionsOfFormerMember } from './end-sessions-of-former-member.ts';
import { getMember } from './get-member.ts';
import { readUserView } from './user-view.ts';

export interface RemoveUserInput {
  readonly account: string;
  readonly user: string;
  readonly ifVersion?: ExpectedVersions;
}

/**
 * Takes a user out of the account, at once, with every link that the account has issued for them; other
 * accounts keep the user. Needs Save_User, and every management right that the user has here.
 *
 * Throws `changed_meanwhile`, `not_found`, `own_rights`, `above_own_rights`, `last_owner`, and what `authorizeInAccount` throws.
 */
export async function removeUser(
  context: OperationContext,
  actor: Actor,
  input: RemoveUserInput,
): Promise<Changed<{ readonly id: string }>> {
  return await runChange(context, async (tx, now) => {
    const { account, rights } = await authorizeInAccount(
      tx,
      now,
      actor,
      input.account,
      acceptedResources(context, 'removeUser'),
    );
    const { membership, roles } = await getMember(tx, account.id, input.user);
    const { user, name } = membership;
    checkVersion(input.ifVersion, await readUserView(tx, membership, roles));
    if (actor.type === 'user' && actor.userId === user.id) {
      throw new ChaveiroError('own_rights', 'Nobody removes themselves: somebody else has to.');
    }
    checkRolesTaken(rights, roles);
    await checkNotLastOwner(tx, membership);
    await tx.deleteMembership(account.id, user.id);
    await tx.deleteSetupLinks({ purpose: 'invitation', userId: user.id, accountId: account.id });
    await tx.deleteSetupLinks({ purpose: 'password', userId: user.id, accountId: account.id });
    await endSessionsOfFormerMember(tx, user.id);
    return {
      value: { id: user.id },
      event: {
        action: 'user.removed',
        actor,
        accountId: account.id,
        subject: `user:${user.id}`,
        subjectName: user.email,
        before: { email: user.email, name, roles: referencesTo(roles) },
        after: null,
      },
    };
  });
}
