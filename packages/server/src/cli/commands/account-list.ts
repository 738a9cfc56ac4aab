import { listAccounts } from '../../operations/accounts/list-accounts.ts';
import { defineCommand } from '../command.ts';
import { shortTime } from '../key-text.ts';
import { operator } from '../operator.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const accountList = defineCommand({
  name: 'account list',
  summary: 'Lists all accounts',
  options: {},
  settings: 'installation',
  examples: ['chaveiro account list', 'chaveiro account list --json'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const accounts = await listAccounts(operations, operator);
      const rows = accounts.map((account) => [
        account.name,
        account.isActive ? 'active' : 'inactive',
        String(account.keyCount),
        shortTime(account.createdAt),
      ]);
      return {
        json: accounts,
        text: table(
          ['NAME', 'STATUS', 'KEYS', 'CREATED (UTC)'],
          rows,
          'No accounts yet. Create one: chaveiro account create NAME --owner EMAIL --with-key LABEL',
        ),
      };
    }),
});
