import { parseRevision, type Revision } from '#engine';
import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { managementRights } from '../../domain/management-right.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';

export interface ReceiptView {
  readonly revision: string;
  /** How many nodes live. */
  readonly nodes: number;
  /** How many of them decide by the change. */
  readonly applied: number;
  /** How long the slowest one took; `null` where this server has not waited for it. */
  readonly slowestMs: number | null;
  readonly complete: boolean;
}

/** Tells who decides by a change by now. Needs any management right in the account. Throws `invalid_request` for what is no revision. */
export async function showReceipt(
  { storage, clock, receipts }: OperationContext,
  actor: Actor,
  { account, revision }: { readonly account: string; readonly revision: string },
): Promise<ReceiptView> {
  if (parseRevision(revision) === undefined) {
    throw new ChaveiroError('invalid_request', '"revision" has to be a value of the header X-Chaveiro-Revision.', {
      field: 'revision',
    });
  }
  await storage.read((tx) => authorizeInAccount(tx, clock(), actor, account, managementRights));
  const { nodes, applied } = await receipts.look(revision as Revision);
  const slowestMs = receipts.slowestMs(revision as Revision);
  return { revision, nodes, applied, slowestMs, complete: nodes > 0 && applied === nodes };
}
