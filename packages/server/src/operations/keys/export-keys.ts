import type { Actor } from '../../domain/actor.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import type { ExternalKey } from '../../domain/external-key.ts';
import type { RoleReference } from '../../domain/role.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { type Cell, type Sheet, writeWorkbook } from '../spreadsheet/workbook.ts';
import { formatRoleCell } from './role-cell.ts';

const pageSize = 500;

/** An export that was begun. */
export interface KeyExport {
  /** An XLSX file, made while it is read. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How many keys of each sheet were read so far. */
  readonly counts: { generated: number; external: number };
}

interface Page<K> {
  readonly keys: readonly K[];
  readonly next: { readonly value: string | number; readonly id: string } | null;
}

type ReadPage<K> = (
  tx: ReadTransaction,
  accountId: number,
  after: NonNullable<Page<K>['next']> | null,
) => Promise<Page<K>>;

const text = (title: string, width: number) => ({ title, width });
const moment = (title: string) => ({ title, width: 20 });

/**
 * Exports the account's keys as a workbook, the newest first: its own in the sheet `Generated`, those of
 * other accounts to which it has given roles in the sheet `External`. Needs ViewApiKeys, also for each page when it is
 * read: whoever loses it gets no further. To export is an event itself, which is logged before the first
 * page.
 *
 * Throws what `authorizeInAccount` throws, before anything is exported.
 */
export async function exportKeys(context: OperationContext, actor: Actor, account: string): Promise<KeyExport> {
  await runChange(context, async (tx, now) => {
    const { id: accountId } = (await authorizeInAccount(tx, now, actor, account, ['ViewApiKeys'])).account;
    return {
      value: undefined,
      event: { action: 'keys.exported', actor, accountId, subject: 'keys', before: null, after: {} },
    };
  });
  const counts = { generated: 0, external: 0 };
  const generated: Sheet = {
    name: 'Generated',
    columns: [
      ...[text('id', 38), text('keyName', 34), text('roles', 40), text('label', 30)],
      ...[moment('creationDate'), moment('creationDateToken'), moment('creationDateNewToken'), text('status', 10)],
    ],
    pages: readRows(context, actor, account, readGenerated, (key: ApiKey) => {
      counts.generated++;
      return generatedRow(key);
    }),
  };
  const external: Sheet = {
    name: 'External',
    columns: [
      ...[text('id', 38), text('keyName', 34), text('roles', 40), text('account', 20)],
      ...[moment('addedDate'), text('status', 10)],
    ],
    pages: readRows(context, actor, account, readExternal, (key: ExternalKey) => {
      counts.external++;
      return externalRow(key);
    }),
  };
  return { chunks: writeWorkbook([generated, external]), counts };
}

const readGenerated: ReadPage<ApiKey> = (tx, accountId, after) =>
  tx.listKeys({ accountId, sort: 'createdAt', order: 'desc', limit: pageSize, ...(after === null ? {} : { after }) });

const readExternal: ReadPage<ExternalKey> = (tx, accountId, after) =>
  tx.listExternalKeys({
    accountId,
    sort: 'addedAt',
    order: 'desc',
    limit: pageSize,
    ...(after === null ? {} : { after }),
  });

async function* readRows<K>(
  context: OperationContext,
  actor: Actor,
  accountName: string,
  readPage: ReadPage<K>,
  rowOf: (key: K) => readonly Cell[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  let after: Page<K>['next'] = null;
  do {
    const place: Page<K>['next'] = after;
    const page: Page<K> = await context.storage.read(async (tx) => {
      const { account } = await authorizeInAccount(tx, context.clock(), actor, accountName, ['ViewApiKeys']);
      return await readPage(tx, account.id, place);
    });
    yield page.keys.map(rowOf);
    after = page.next;
  } while (after !== null);
}

function generatedRow({ id, appKey, roles, label, createdAt, tokens, isActive }: ApiKey): Cell[] {
  const newest = tokens.find(({ role }) => role === 'new');
  const usual = tokens.find(({ role }) => role !== 'new');
  return [
    ...[id, appKey, namesOf(roles), label, new Date(createdAt)],
    usual === undefined ? null : new Date(usual.createdAt),
    newest === undefined ? null : new Date(newest.createdAt),
    statusOf(isActive),
  ];
}

function externalRow({ id, appKey, roles, owner, addedAt, status }: ExternalKey): Cell[] {
  return [id, appKey, namesOf(roles), owner, new Date(addedAt), statusOf(status === 'active')];
}

function namesOf(roles: readonly RoleReference[]): string {
  return formatRoleCell(roles.map(({ name }) => name));
}

function statusOf(isActive: boolean): string {
  return isActive ? 'Active' : 'Inactive';
}
