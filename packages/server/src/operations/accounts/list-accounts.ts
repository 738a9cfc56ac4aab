import type { OperatorActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';

export interface AccountView {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string;
  /** Live keys that the account owns. */
  readonly keyCount: number;
}

export declare function listAccounts(context: OperationContext, actor: OperatorActor): Promise<AccountView[]>;
