import type { Actor } from '../../domain/actor.ts';
import { parseEmail } from '../../domain/email.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { OperationContext } from '../context.ts';
import { findUser } from './find-user.ts';

/**
 * The id of the account's user of this e-mail address; `null` when there is none, or what was sent is no address.
 * Everybody may ask for their own; for another one it needs what `findUser` needs, and throws what `authorizeInAccount` throws.
 */
export async function findUserId(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string; readonly email: string },
): Promise<string | null> {
  try {
    const email = parseEmail(input.email, 'email');
    if (actor.type === 'user' && actor.email === email) return actor.userId;
    return (await findUser(context, actor, { account: input.account, email })).id;
  } catch (error) {
    if (error instanceof ChaveiroError && isNobody(error)) return null;
    throw error;
  }
}

/** Nobody of this address, and not: no such account. */
function isNobody({ code, fields }: ChaveiroError): boolean {
  return (
    (code === 'not_found' && fields.field !== 'account') || (code === 'invalid_request' && fields.field === 'email')
  );
}
