import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { textKey } from '../../domain/text-key.ts';
import type { OperationContext } from '../context.ts';
import { findUser } from './find-user.ts';

/**
 * The id of the account's user of this e-mail address; `null` when there is none, or what was sent is no address.
 * Everybody may ask for their own; for another one it needs what `findUser` needs, and throws what `enterAccount` throws.
 */
export async function findUserId(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string; readonly email: string },
): Promise<string | null> {
  if (actor.type === 'user' && textKey(actor.email) === textKey(input.email.trim())) return actor.userId;
  try {
    return (await findUser(context, actor, input)).id;
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
