import { randomUUID } from 'node:crypto';
import { generateNodeCredential } from '#engine';
import type { OperatorActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { checkFollowerName, hashOfCredential } from '../../domain/follower.ts';
import type { Changed } from '../../storage/storage.ts';
import { noSuchAccount } from '../accounts/no-such-account.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';

export interface CreateFollowerInput {
  readonly name: string;
  /** The account of which it gets the part; absent for everything. */
  readonly account?: string | undefined;
}

export interface CreatedFollower {
  readonly id: string;
  readonly name: string;
  readonly account: string | null;
  /** `chn_` and 49 characters: shown this once. */
  readonly credential: string;
}

/** Makes the credential of an edge or a service that follows the changes. For the operator alone. Throws `invalid_request`, `not_found`. */
export async function createFollower(
  context: OperationContext,
  actor: OperatorActor,
  { name, account: accountName }: CreateFollowerInput,
): Promise<Changed<CreatedFollower>> {
  checkFollowerName(name);
  const credential = generateNodeCredential();
  const pepperId = context.peppers.currentId;
  const storedHash = hashOfCredential(context.peppers, credential, pepperId);
  return await runChange(context, async (tx, now) => {
    const account = accountName === undefined ? null : await tx.findAccountByName(accountName);
    if (accountName !== undefined && account === undefined) throw await noSuchAccount(tx, accountName);
    const others = await tx.listFollowers();
    if (others.some((other) => other.name === name)) {
      const detail = `There is a node named "${name}" already. Choose another name, or run first: chaveiro node revoke ${name}`;
      throw new ChaveiroError('invalid_request', detail, { field: 'name' });
    }
    const id = randomUUID();
    await tx.insertFollower({ id, name, accountId: account?.id ?? null, pepperId, storedHash, createdAt: now });
    return {
      value: { id, name, account: account?.name ?? null, credential },
      event: {
        action: 'node.created',
        actor,
        accountId: account?.id ?? null,
        subject: `node:${id}`,
        subjectName: name,
        before: null,
        after: { name, account: account?.name ?? null },
      },
    };
  });
}
