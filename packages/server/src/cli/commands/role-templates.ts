import { listRoleTemplates } from '../../operations/roles/list-role-templates.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { roleAccountOption } from '../role-argument.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const roleTemplates = defineCommand({
  name: 'role templates',
  summary: 'Lists the predefined roles that can be added to an account',
  options: { account: roleAccountOption },
  settings: 'installation',
  examples: ['chaveiro role templates --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const templates = await listRoleTemplates(operations, operator, { account: call.options.account });
      const rows = templates.map(({ name, roleId, resources }) => [
        name,
        roleId === null ? '-' : String(roleId),
        resources.join(', '),
      ]);
      return { json: templates, text: table(['TEMPLATE', 'ROLE ID', 'RESOURCES'], rows, 'No template.') };
    }),
});
