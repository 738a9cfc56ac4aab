import type { OperatorActor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { CreatedKey } from '../keys/create-key.ts';

export interface CreateAccountInput {
  readonly name: string;
  readonly ownerEmail: string;
  /** Label of a first key with the Owner role; absent for none. */
  readonly withKeyLabel?: string | undefined;
}

export interface CreatedAccount {
  readonly account: { readonly id: number; readonly name: string };
  /** `setupUrl` comes with sign-in. */
  readonly owner: { readonly id: string; readonly email: string; readonly setupUrl: null };
  readonly key?: CreatedKey;
}

export declare function createAccount(
  context: OperationContext,
  actor: OperatorActor,
  input: CreateAccountInput,
): Promise<Changed<CreatedAccount>>;
