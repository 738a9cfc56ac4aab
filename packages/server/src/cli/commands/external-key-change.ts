import { ChaveiroError } from '../../domain/errors.ts';
import { changeExternalKey } from '../../operations/external-keys/change-external-key.ts';
import { defineCommand } from '../command.ts';
import { expiresAtDescription, externalKeyParameter, grantingAccountOption } from '../external-key-argument.ts';
import { externalKeyText } from '../external-key-text.ts';
import { operator } from '../operator.ts';
import { howToNameARole } from '../select-role.ts';
import { areRolesNamed, roleDifferenceOptions, wantedRoles } from '../wanted-roles.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

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
    ...roleDifferenceOptions,
    note: { takes: 'TEXT', description: 'what it is for, 1 to 200 characters; none when empty' },
    'expires-at': { takes: 'TIME', description: `${expiresAtDescription}, or never` },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: ['A running server decides by the change within 250 ms.'],
  examples: [
    'chaveiro external-key change appkey-casaazul-QWERTY --account lojaverde --remove-role 5',
    'chaveiro external-key change appkey-casaazul-QWERTY --account lojaverde --role "OMS - Read only" --role 5',
    'chaveiro external-key change appkey-casaazul-QWERTY --account lojaverde --expires-at never',
  ],
  run: async (call) => {
    const { account, note, 'expires-at': expiresAt } = call.options;
    const areNamed = areRolesNamed(call.options);
    if (!areNamed && note === undefined && expiresAt === undefined) {
      throw new ChaveiroError(
        'invalid_request',
        'Nothing is to be changed: add --add-role, --remove-role, --role, --note or --expires-at.',
      );
    }
    return withInstallation(call, async (operations) => {
      const roleIds = areNamed ? await wantedRoles(operations, call.terminal, account, call.options) : undefined;
      const { value } = await changeExternalKey(operations, operator, {
        account,
        key: call.parameter,
        roleIds,
        note: note === '' ? null : note,
        expiresAt: expiresAt === 'never' ? null : expiresAt,
      });
      return { json: value, text: externalKeyText(value) };
    });
  },
});
