import { ChaveiroError } from '../../domain/errors.ts';
import { changeUser } from '../../operations/users/change-user.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import { howToNameARole } from '../select-role.ts';
import { findUser, userAccountOption, userParameter, userText } from '../user-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const userChange = defineCommand({
  name: 'user change',
  summary: 'Changes name and roles of a user in one account',
  parameter: userParameter,
  options: {
    account: userAccountOption,
    name: { takes: 'TEXT', description: 'what the account calls the user, 1 to 100 characters' },
    role: { takes: 'ROLE', isRepeatable: true, description: `a role, ${howToNameARole}: all that the user is to have` },
    'no-role': { description: 'takes every role: the user is out of the account, but not removed' },
  },
  settings: 'installation',
  examples: [
    'chaveiro user change bia@example.com --account lojaverde --role "OMS - Full access"',
    'chaveiro user change bia@example.com --account lojaverde --no-role',
  ],
  run: async (call) => {
    const { account, name, role: names, 'no-role': noRole } = call.options;
    if (noRole && names.length > 0) {
      throw new ChaveiroError('invalid_request', 'Give either --role or --no-role, not both.');
    }
    if (name === undefined && names.length === 0 && !noRole) {
      throw new ChaveiroError('invalid_request', 'There is nothing to change: give --name, --role or --no-role.');
    }
    return withInstallation(call, async (operations) => {
      const { id } = await findUser(operations, account, call.parameter);
      const { roleIds, added } = await resolveRoles(operations, account, names);
      for (const role of added) call.terminal.warn(`Added the predefined role "${role.name}" to ${account}.`);
      const roles = noRole || names.length > 0 ? { roleIds } : {};
      const { value } = await changeUser(operations, operator, { account, user: id, name, ...roles });
      return { json: value, text: userText(value) };
    });
  },
});
