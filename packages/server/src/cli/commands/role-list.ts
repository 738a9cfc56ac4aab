import { noHolders } from '../../domain/role-holders.ts';
import { listRoles } from '../../operations/roles/list-roles.ts';
import type { ListedRoleView } from '../../operations/roles/role-view.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { roleAccountOption, roleRow } from '../role-argument.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const roleList = defineCommand({
  name: 'role list',
  summary: 'Lists the roles of an account',
  options: {
    account: roleAccountOption,
    q: { takes: 'TEXT', description: 'only roles with this in their name, or in the key of a resource that they list' },
  },
  settings: 'installation',
  notes: ['KEYS, EXTERNAL and USERS say how many have the role: external are keys of other accounts.'],
  examples: ['chaveiro role list --account lojaverde', 'chaveiro role list --account lojaverde --q OMSViewer'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account, q } = call.options;
      const roles = await listRoles(operations, operator, { account, q, holders: true });
      const heading = ['ID', 'ROLE', 'KIND', 'KEYS', 'EXTERNAL', 'USERS', 'RESOURCES'];
      return { json: roles, text: table(heading, roles.map(listedRow), 'No such role.') };
    }),
});

function listedRow(role: ListedRoleView): string[] {
  const { keys, externalKeys, users } = role.holders ?? noHolders;
  const [id = '', name = '', kind = '', resources = ''] = roleRow(role);
  return [id, name, kind, String(keys), String(externalKeys), String(users), resources];
}
