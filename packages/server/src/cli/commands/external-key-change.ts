import { ChaveiroError } from '../../domain/errors.ts';
import { changeExternalKey } from '../../operations/external-keys/change-external-key.ts';
import { defineCommand } from '../command.ts';
import { expiresAtDescription, externalKeyParameter, grantingAccountOption } from '../external-key-argument.ts';
import { externalKeyText } from '../external-key-text.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import { howToNameARole } from '../select-role.ts';
import { withInstallation } from '../with-installation.ts';

export const externalKeyChange = defineCommand({
  name: 'external-key change',
  summary: 'Changes roles, note or end of an external key; what is not given stays',
  parameter: externalKeyParameter,
  options: {
    account: grantingAccountOption,
    role: {
      takes: 'ROLE',
      isRepeatable: true,
      description: `a role that it is to have, ${howToNameARole}; all others are taken from it`,
    },
    note: { takes: 'TEXT', description: 'what it is for, 1 to 200 characters; none when empty' },
    'expires-at': { takes: 'TIME', description: `${expiresAtDescription}, or never` },
  },
  settings: 'installation',
  notes: ['A running server decides by the change within 250 ms.'],
  examples: [
    'chaveiro external-key change appkey-casaazul-QWERTY --account lojaverde --role "OMS - Read only" --role 5',
    'chaveiro external-key change appkey-casaazul-QWERTY --account lojaverde --expires-at never',
  ],
  run: async (call) => {
    const { account, role: names, note, 'expires-at': expiresAt } = call.options;
    if (names.length === 0 && note === undefined && expiresAt === undefined) {
      throw new ChaveiroError('invalid_request', 'Nothing is to be changed: add --role, --note or --expires-at.');
    }
    return withInstallation(call, async (operations) => {
      const { roleIds, added } = await resolveRoles(operations, account, names);
      for (const role of added) call.terminal.warn(`Added the predefined role "${role.name}" to ${account}.`);
      const { value } = await changeExternalKey(operations, operator, {
        account,
        key: call.parameter,
        roleIds: names.length === 0 ? undefined : roleIds,
        note: note === '' ? null : note,
        expiresAt: expiresAt === 'never' ? null : expiresAt,
      });
      return { json: value, text: externalKeyText(value) };
    });
  },
});
