import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

/**
 * The account that a call means when it names none: the one that owns the calling key, the one for which the user
 * token that calls was made, or the only one in which the calling user has a role. What may be done there is asked by
 * the operation that follows: of an account that the user has left it is as little as of any other.
 *
 * Throws `invalid_request` for whom there is no such account.
 */
export async function findOwnAccount({ storage }: OperationContext, actor: Actor): Promise<string> {
  if (actor.type === 'user' && actor.tokenMadeFor !== undefined) return actor.tokenMadeFor;
  const account = await storage.read(async (tx) => {
    const id = await findAccountId(tx, actor);
    return id === undefined ? undefined : await tx.findAccountById(id);
  });
  if (account !== undefined) return account.name;
  throw new ChaveiroError(
    'invalid_request',
    'The call does not say which account it is about: add "?an=" and its name.',
    {
      field: 'an',
    },
  );
}

async function findAccountId(tx: ReadTransaction, actor: Actor): Promise<number | undefined> {
  if (actor.type === 'key') return (await tx.findKeyByAppKey(actor.appKey))?.accountId;
  if (actor.type !== 'user') return undefined;
  const memberships = await tx.listMembershipsOfUser(actor.userId);
  const joined = memberships.filter(({ joinedAt, roleIds }) => joinedAt !== null && roleIds.length > 0);
  return joined.length === 1 ? joined[0]?.accountId : undefined;
}
