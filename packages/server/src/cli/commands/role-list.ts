import { listRoles } from '../../operations/roles/list-roles.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { roleAccountOption, roleRow } from '../role-argument.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const roleList = defineCommand({
  name: 'role list',
  summary: 'Lists the roles of an account',
  options: { account: roleAccountOption },
  settings: 'installation',
  examples: ['chaveiro role list --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const roles = await listRoles(operations, operator, { account: call.options.account });
      return { json: roles, text: table(['ID', 'ROLE', 'KIND', 'RESOURCES'], roles.map(roleRow), 'No role.') };
    }),
});
