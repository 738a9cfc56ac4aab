import { ChaveiroError } from '../../domain/errors.ts';
import { changeUser } from '../../operations/users/change-user.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { howToNameARole } from '../select-role.ts';
import { findUser, userAccountOption, userParameter, userText } from '../user-argument.ts';
import { areRolesNamed, roleDifferenceOptions, wantedRoles } from '../wanted-roles.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const userChange = defineCommand({
  name: 'user change',
  summary: 'Changes name and roles of a user in one account',
  parameter: userParameter,
  options: {
    account: userAccountOption,
    name: { takes: 'TEXT', description: 'what the account calls the user, 1 to 100 characters' },
    role: { takes: 'ROLE', isRepeatable: true, description: `a role, ${howToNameARole}: all that the user is to have` },
    ...roleDifferenceOptions,
    'no-role': { description: 'takes every role: the user is out of the account, but not removed' },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  examples: [
    'chaveiro user change bia@example.com --account lojaverde --add-role "OMS - Read only"',
    'chaveiro user change bia@example.com --account lojaverde --role "OMS - Full access"',
    'chaveiro user change bia@example.com --account lojaverde --no-role',
  ],
  run: async (call) => {
    const { account, name, 'no-role': noRole } = call.options;
    const named = { ...call.options, none: noRole ? 'no-role' : undefined };
    const areNamed = areRolesNamed(named);
    if (name === undefined && !areNamed) {
      throw new ChaveiroError(
        'invalid_request',
        'Nothing is to be changed: add --name, --add-role, --remove-role, --role or --no-role.',
      );
    }
    return withInstallation(call, async (operations) => {
      const { id } = await findUser(operations, account, call.parameter);
      const roleIds = areNamed ? await wantedRoles(operations, call.terminal, account, named) : undefined;
      const { value } = await changeUser(operations, operator, { account, user: id, name, roleIds });
      return { json: value, text: userText(value) };
    });
  },
});
