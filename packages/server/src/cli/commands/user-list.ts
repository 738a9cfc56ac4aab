import { listUsers } from '../../operations/users/list-users.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { table } from '../table.ts';
import { userAccountOption, userRow } from '../user-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const userList = defineCommand({
  name: 'user list',
  summary: 'Lists the users of an account',
  options: { account: userAccountOption },
  settings: 'installation',
  examples: ['chaveiro user list --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const users = await listUsers(operations, operator, { account: call.options.account });
      const heading = ['USER', 'NAME', 'STATUS', 'SINCE (UTC)', 'ROLES'];
      return { json: users, text: table(heading, users.map(userRow), 'No user.') };
    }),
});
