import { listUsers } from '../../operations/users/list-users.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { word } from '../option-values.ts';
import { roleIdOf } from '../role-argument.ts';
import { howToNameARole } from '../select-role.ts';
import { table } from '../table.ts';
import { userAccountOption, userHeadings, userRow } from '../user-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const userList = defineCommand({
  name: 'user list',
  summary: 'Lists the users of an account',
  options: {
    account: userAccountOption,
    q: { takes: 'TEXT', description: 'only users with this in e-mail address or name, whatever the case and accents' },
    role: { takes: 'ROLE', description: `only users with this role, ${howToNameARole}` },
    status: { takes: 'STATUS', description: 'only invited or active users' },
  },
  settings: 'installation',
  examples: [
    'chaveiro user list --account lojaverde',
    'chaveiro user list --account lojaverde --role "Owner (Admin Super)"',
  ],
  run: async (call) => {
    const status = word('status', call.options.status, ['invited', 'active']);
    return withInstallation(call, async (operations) => {
      const { account, q, role: named } = call.options;
      const role = named === undefined ? undefined : await roleIdOf(operations, account, named);
      const users = await listUsers(operations, operator, { account, q, role, status });
      return { json: users, text: table(userHeadings, users.map(userRow), 'No such user.') };
    });
  },
});
