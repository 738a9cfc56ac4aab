import type { OperatorActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';

export interface RevokedFollower {
  readonly id: string;
  readonly name: string;
}

/** Ends the credential of a follower, and every stream that was opened with it. For the operator alone. Throws `not_found`. */
export async function revokeFollower(
  context: OperationContext,
  actor: OperatorActor,
  name: string,
): Promise<Changed<RevokedFollower>> {
  return await runChange(context, async (tx) => {
    const followers = await tx.listFollowers();
    const follower = followers.find((each) => each.name === name);
    if (follower === undefined)
      throw notFound(
        name,
        followers.map((each) => each.name),
      );
    const accounts = follower.accountId === null ? [] : await tx.listAccounts();
    const account = accounts.find(({ id }) => id === follower.accountId)?.name ?? null;
    await tx.revokeFollower(follower.id);
    return {
      value: { id: follower.id, name },
      event: {
        action: 'node.revoked',
        actor,
        accountId: follower.accountId,
        subject: `node:${follower.id}`,
        subjectName: name,
        before: { name, account },
        after: null,
      },
    };
  });
}

function notFound(name: string, names: readonly string[]): ChaveiroError {
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? 'All of them: chaveiro node list' : `Do you mean "${nearest}"?`;
  return new ChaveiroError(
    'not_found',
    `There is no node named ${JSON.stringify(name)} that has a credential. ${hint}`,
  );
}
