import { ChaveiroError } from '../../domain/errors.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { defineCommand } from '../command.ts';
import { evidenceRows } from '../evidence-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { keyText } from '../key-text.ts';
import { operator } from '../operator.ts';
import { howToNameARole } from '../select-role.ts';
import { areRolesNamed, roleDifferenceOptions, wantedRoles } from '../wanted-roles.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const keyChange = defineCommand({
  name: 'key change',
  summary: 'Changes label or roles of a key in its own account; what is not given stays',
  parameter: keyParameter,
  options: {
    account: keyAccountOption,
    label: { takes: 'TEXT', description: 'what the key is for, 1 to 100 characters' },
    role: {
      takes: 'ROLE',
      isRepeatable: true,
      description: `a role that it is to have, ${howToNameARole}; or a predefined role by name; all others are taken from it`,
    },
    ...roleDifferenceOptions,
    'no-roles': { description: 'takes every role from it, so that it opens nothing in its own account' },
    'dry-run': {
      description: 'only says what the key would be, and, when it would lose a role, what it was used for',
    },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: [
    'A predefined role that the account does not have yet is added to it first, as a change of its own. What other accounts ' +
      'gave the key is theirs, and stays. A running server decides by the change within 250 ms.',
  ],
  examples: [
    'chaveiro key change appkey-lojaverde-QWERTY --label "ERP, new"',
    'chaveiro key change appkey-lojaverde-QWERTY --add-role "OMS - Read only" --remove-role 5',
    'chaveiro key change appkey-lojaverde-QWERTY --role "OMS - Read only" --role 5 --dry-run',
    'chaveiro key change appkey-lojaverde-QWERTY --no-roles',
  ],
  run: async (call) => {
    const { label, 'no-roles': noRoles, 'dry-run': dryRun } = call.options;
    const key = keyArgument(call.parameter, call.options.account);
    const named = { ...call.options, none: noRoles ? 'no-roles' : undefined };
    const areNamed = areRolesNamed(named);
    if (label === undefined && !areNamed) {
      throw new ChaveiroError(
        'invalid_request',
        'Nothing is to be changed: add --label, --add-role, --remove-role, --role or --no-roles.',
      );
    }
    return withInstallation(call, async (operations) => {
      const roleIds = areNamed
        ? await wantedRoles(operations, call.terminal, key.account, named, { dryRun })
        : undefined;
      const { value } = await changeKey(operations, operator, { ...key, label, roleIds, dryRun });
      const text = keyText(value, value.evidence === null ? [] : evidenceRows(value.evidence));
      return { json: value, text: dryRun ? `${text}\n\nNothing was changed.` : text };
    });
  },
});
