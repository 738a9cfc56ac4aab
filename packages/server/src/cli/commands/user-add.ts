import { addUser } from '../../operations/users/add-user.ts';
import { defineCommand } from '../command.ts';
import { warnOfPublicUrl } from '../delivery-text.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import { howToNameARole } from '../select-role.ts';
import { setupLinkText, userAccountOption, userText } from '../user-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const userAdd = defineCommand({
  name: 'user add',
  summary: 'Invites a person into an account, and prints the invitation',
  parameter: { name: 'EMAIL', description: "the person's e-mail address" },
  options: {
    account: userAccountOption,
    name: { takes: 'TEXT', description: 'what the account calls the user, 1 to 100 characters' },
    role: {
      takes: 'ROLE',
      isRepeatable: true,
      description: `a role of the account, ${howToNameARole}; or a predefined role by name`,
    },
  },
  settings: 'installation',
  notes: [
    'Nobody sends e-mail: the invitation has to be handed over. The roles do nothing before it was opened, by the user, signed ' +
      'in, or by whoever sets the first password of a user who has none.',
  ],
  examples: ['chaveiro user add bia@example.com --account lojaverde --role "OMS - Read only"'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      warnOfPublicUrl(call);
      const { account, name, role: names } = call.options;
      const { roleIds, added } = await resolveRoles(operations, account, names);
      for (const role of added) call.terminal.warn(`Added the predefined role "${role.name}" to ${account}.`);
      const { value } = await addUser(operations, operator, { account, email: call.parameter, name, roleIds });
      return { json: value, text: `${userText(value)}\n\n${setupLinkText(value.invitation)}` };
    }),
});
