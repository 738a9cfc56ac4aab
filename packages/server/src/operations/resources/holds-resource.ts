import type { Actor } from '../../domain/actor.ts';
import { holdsRight } from '../../domain/ceiling.ts';
import type { ErrorCode } from '../../domain/error-codes.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { findUnknownResources } from './check-resources.ts';

/** Codes that mean "no" here: a caller hears nothing else of an account in which it has no role. */
const refusals: readonly ErrorCode[] = ['not_found', 'account_inactive'];

/**
 * Whether a role of the caller in the account holds a resource; everybody may ask about themselves. Of a resource or an account
 * that does not exist it is no. Throws what is wrong with the caller's own credential.
 */
export async function holdsResource(
  context: OperationContext,
  actor: Actor,
  { account, resource }: { readonly account: string; readonly resource: string },
): Promise<boolean> {
  try {
    return await context.storage.read(async (tx) => {
      const { rights } = await authorizeInAccount(tx, context.clock(), actor, account, 'any role');
      // An Owner holds every resource, but none that there is not.
      return holdsRight(rights, resource) && (await findUnknownResources(tx, [resource])).length === 0;
    });
  } catch (error) {
    if (error instanceof ChaveiroError && refusals.includes(error.code)) return false;
    throw error;
  }
}
