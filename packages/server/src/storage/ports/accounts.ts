import type { Account, AccountSettings } from '../../domain/account.ts';

export interface AccountReader {
  findAccountByName(name: string): Promise<Account | undefined>;
  findAccountById(id: number): Promise<Account | undefined>;
  /** All accounts, by name. */
  listAccounts(): Promise<Account[]>;
}

export interface AccountWriter {
  /** Throws `account_exists` when the name was ever used. */
  insertAccount(account: { name: string; createdAt: number }): Promise<Account>;
  setAccountActive(id: number, isActive: boolean): Promise<void>;
  setAccountSettings(id: number, settings: AccountSettings): Promise<void>;
}
