import type { AuditEvent } from '../../domain/audit-event.ts';
import type { ExternalKeyStatus } from '../../domain/external-key.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/** What the accounts that have given a key roles get to know when its owner changes its status. */
export async function alsoVisibleToGranting(
  tx: ReadTransaction,
  key: { readonly id: string; readonly appKey: string },
  before: ExternalKeyStatus,
  after: ExternalKeyStatus,
): Promise<NonNullable<AuditEvent['alsoVisibleTo']>> {
  const { appKey } = key;
  const accounts = await tx.listGrantingAccounts(key.id);
  return accounts.map(({ accountId }) => ({
    accountId,
    before: { appKey, status: before },
    after: { appKey, status: after },
  }));
}
