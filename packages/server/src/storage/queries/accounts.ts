import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { Account } from '../../domain/account.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { AccountReader, AccountWriter } from '../storage.ts';
import { setExternalKeyStatus } from './external-key-status.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

export function accountReader(db: Kysely<Tables>): AccountReader {
  return {
    async findAccountByName(name) {
      const row = await db.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst();
      return row && toAccount(row);
    },

    async findAccountById(id) {
      const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toAccount(row);
    },

    async listAccounts() {
      const rows = await db.selectFrom('accounts').selectAll().orderBy('name').execute();
      return rows.map(toAccount);
    },
  };
}

export function accountWriter(db: Kysely<Tables>, { revision }: ChangeStamp): AccountWriter {
  async function update(id: number, columns: Updateable<Tables['accounts']>): Promise<void> {
    const row = await db
      .updateTable('accounts')
      .set({ ...columns, revision })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) throw new ChaveiroError('not_found', 'There is no such account.');
  }

  return {
    async insertAccount({ name, createdAt }) {
      const row = await db
        .insertInto('accounts')
        .values({ id: nextId('accounts'), name, is_active: 1, created_at: createdAt, revision })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) {
        throw new ChaveiroError('account_exists', `An account named "${name}" exists or existed.`, {
          field: 'account',
        });
      }
      return toAccount(row);
    },

    async setAccountActive(id, isActive) {
      await update(id, { is_active: isActive ? 1 : 0 });
      await setExternalKeyStatus(db, { ownerId: id });
    },

    async setAccountSettings(id, { renewalPeriodMonths, enforceExpiry }) {
      await update(id, { renewal_period_months: renewalPeriodMonths, enforce_expiry: enforceExpiry ? 1 : 0 });
    },
  };
}

/**
 * The next number after the highest. Changes run one after another and rows are never removed, so
 * it is free; and unlike a sequence it leaves no holes behind changes that were rolled back.
 */
export function nextId(table: 'accounts' | 'resources') {
  return sql<number>`(select coalesce(max(id), 0) + 1 from ${sql.table(table)})`;
}

function toAccount(row: Selectable<Tables['accounts']>): Account {
  return {
    id: row.id,
    name: row.name,
    isActive: row.is_active === 1,
    createdAt: row.created_at,
    renewalPeriodMonths: row.renewal_period_months,
    enforceExpiry: row.enforce_expiry === 1,
    keyCount: row.key_count,
  };
}
