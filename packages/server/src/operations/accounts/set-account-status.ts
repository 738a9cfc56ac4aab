import type { OperatorActor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { AccountView } from './list-accounts.ts';

export interface SetAccountStatusInput {
  readonly name: string;
  readonly isActive: boolean;
}

export declare function setAccountStatus(
  context: OperationContext,
  actor: OperatorActor,
  input: SetAccountStatusInput,
): Promise<Changed<AccountView>>;
