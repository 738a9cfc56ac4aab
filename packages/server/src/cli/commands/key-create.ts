import { createKey } from '../../operations/keys/create-key.ts';
import { defineCommand } from '../command.ts';
import { credentialText, linkOption, linkText, warnOfPublicUrl } from '../delivery-text.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import { howToNameARole } from '../select-role.ts';
import { withInstallation } from '../with-installation.ts';

export const keyCreate = defineCommand({
  name: 'key create',
  summary: 'Creates a key with its token',
  options: {
    account: { takes: 'NAME', isRequired: true, description: 'the account that owns the key' },
    label: { takes: 'TEXT', isRequired: true, description: 'what the key is for, 1 to 100 characters' },
    role: {
      takes: 'ROLE',
      isRepeatable: true,
      description: `a role of the account, ${howToNameARole}; or a predefined role by name; without any the key opens nothing`,
    },
    link: linkOption,
  },
  settings: 'installation',
  notes: [
    'A predefined role that the account does not have yet is added to it first, as a change of its own.',
    'The answer is the only place where the token, or the link, is ever shown. A link begins with CHAVEIRO_PUBLIC_URL.',
  ],
  examples: [
    'chaveiro key create --account lojaverde --label "Order export" --role "OMS - Read only"',
    'chaveiro key create --account lojaverde --label "ERP" --role 2 --role 5 --json',
    'chaveiro key create --account lojaverde --label "Agency" --link --public-url https://keys.example.com',
  ],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account, label, role: names } = call.options;
      const { roleIds, added } = await resolveRoles(operations, account, names);
      for (const role of added) call.terminal.warn(`Added the predefined role "${role.name}" to ${account}.`);
      const input = { account, label, roleIds };
      if (call.options.link) {
        warnOfPublicUrl(call);
        const { value } = await createKey(operations, operator, { ...input, delivery: 'link' });
        return { json: value, text: linkText(value) };
      }
      const { value } = await createKey(operations, operator, input);
      return { json: value, text: credentialText(value) };
    }),
});
