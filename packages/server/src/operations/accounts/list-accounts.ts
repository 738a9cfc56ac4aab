import type { Account } from '../../domain/account.ts';
import type { OperatorActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { timeText } from '../time-text.ts';

export interface AccountView {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string;
  /** Live keys that the account owns. */
  readonly keyCount: number;
}

export function viewOfAccount({ id, name, isActive, createdAt, keyCount }: Account): AccountView {
  return { id, name, isActive, createdAt: timeText(createdAt), keyCount };
}

/** All accounts, by name. Only an operator can ask: the actor's type says so. */
export async function listAccounts(context: OperationContext, _actor: OperatorActor): Promise<AccountView[]> {
  return await context.storage.read(async (tx) => (await tx.listAccounts()).map(viewOfAccount));
}
