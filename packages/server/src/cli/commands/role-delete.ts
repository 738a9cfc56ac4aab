import { deleteRole } from '../../operations/roles/delete-role.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { roleAccountOption, roleIdOf, roleParameter } from '../role-argument.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const roleDelete = defineCommand({
  name: 'role delete',
  summary: 'Deletes a role that nobody has',
  parameter: roleParameter,
  options: {
    account: roleAccountOption,
    'dry-run': { description: 'only says whether it could be deleted' },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: ['A role that keys or users still have is left alone: the error names them.'],
  examples: ['chaveiro role delete "Shipping" --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account, 'dry-run': dryRun } = call.options;
      const role = await roleIdOf(operations, account, call.parameter);
      const { value } = await deleteRole(operations, operator, { account, role, dryRun });
      const text = dryRun
        ? `Nobody has role ${value.id} of ${account}: it can be deleted.`
        : `Role ${value.id} of ${account} is deleted.`;
      return { json: value, text };
    }),
});
