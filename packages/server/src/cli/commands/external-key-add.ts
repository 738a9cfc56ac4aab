import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { defineCommand } from '../command.ts';
import { expiresAtDescription, externalKeyParameter, grantingAccountOption } from '../external-key-argument.ts';
import { externalKeyText } from '../external-key-text.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import { howToNameARole } from '../select-role.ts';
import { withInstallation } from '../with-installation.ts';

export const externalKeyAdd = defineCommand({
  name: 'external-key add',
  summary: 'Gives a key of another account roles in an account',
  parameter: externalKeyParameter,
  options: {
    account: grantingAccountOption,
    role: {
      takes: 'ROLE',
      isRequired: true,
      isRepeatable: true,
      description: `a role of the account, ${howToNameARole}; or a predefined role by name`,
    },
    note: { takes: 'TEXT', description: 'what it is for, 1 to 200 characters; the owner does not see it' },
    'expires-at': { takes: 'TIME', description: expiresAtDescription },
  },
  settings: 'installation',
  notes: [
    'A predefined role that the account does not have yet is added to it first, as a change of its own.',
    'The key stays in the hands of its owner, who alone renews, deactivates and deletes it. Its roles elsewhere mean nothing here.',
  ],
  examples: [
    'chaveiro external-key add appkey-casaazul-QWERTY --account lojaverde --role "OMS - Read only"',
    'chaveiro external-key add appkey-casaazul-QWERTY --account lojaverde --role 2 --note "Carrier" --expires-at 2027-01-31T18:00:00Z',
  ],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account, role: names, note, 'expires-at': expiresAt } = call.options;
      const { roleIds, added } = await resolveRoles(operations, account, names);
      for (const role of added) call.terminal.warn(`Added the predefined role "${role.name}" to ${account}.`);
      const input = { account, appKey: call.parameter, roleIds, note, expiresAt };
      const { value } = await addExternalKey(operations, operator, input);
      return { json: value, text: externalKeyText(value) };
    }),
});
