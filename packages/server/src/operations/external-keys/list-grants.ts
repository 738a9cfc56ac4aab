import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { getKey } from '../keys/get-key.ts';
import { authorizeInAccount } from '../rights.ts';
import { timeText } from '../time-text.ts';

export interface ListGrantsInput {
  /** Name of the account that owns the key. */
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

/** An account that has given a key roles, as the key's owner sees it. */
export interface GrantView {
  /** Name of the account. */
  readonly account: string;
  readonly addedAt: string;
}

/**
 * The accounts that have given roles to a key of this account, by name, and since when; which roles is
 * between those who gave them and the key. Needs ViewApiKeys or RenewApiToken.
 *
 * Throws `not_found` and what `authorizeInAccount` throws.
 */
export async function listGrants(
  context: OperationContext,
  actor: Actor,
  input: ListGrantsInput,
): Promise<readonly GrantView[]> {
  return await context.storage.read(async (tx) => {
    const accepted = ['ViewApiKeys', 'RenewApiToken'] as const;
    const { account } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const { id } = await getKey(tx, account.id, input.key);
    const grants = await tx.listGrantingAccounts(id);
    return grants.map((grant) => ({ account: grant.account, addedAt: timeText(grant.addedAt) }));
  });
}
