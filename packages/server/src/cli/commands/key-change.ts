import { ChaveiroError } from '../../domain/errors.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { defineCommand } from '../command.ts';
import { evidenceRows } from '../evidence-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { keyText } from '../key-text.ts';
import { operator } from '../operator.ts';
import { resolveRoles } from '../resolve-roles.ts';
import { howToNameARole } from '../select-role.ts';
import { withInstallation } from '../with-installation.ts';

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
    'no-roles': { description: 'takes every role from it, so that it opens nothing in its own account' },
    'dry-run': {
      description: 'only says what the key would be, and, when it would lose a role, what it was used for',
    },
  },
  settings: 'installation',
  notes: [
    'A predefined role that the account does not have yet is added to it first, as a change of its own. What other accounts ' +
      'gave the key is theirs, and stays. A running server decides by the change within 250 ms.',
  ],
  examples: [
    'chaveiro key change appkey-lojaverde-QWERTY --label "ERP, new"',
    'chaveiro key change appkey-lojaverde-QWERTY --role "OMS - Read only" --role 5 --dry-run',
    'chaveiro key change appkey-lojaverde-QWERTY --no-roles',
  ],
  run: async (call) => {
    const { label, role: names, 'no-roles': noRoles, 'dry-run': dryRun } = call.options;
    const key = keyArgument(call.parameter, call.options.account);
    if (noRoles && names.length > 0) {
      throw new ChaveiroError('invalid_request', '--role and --no-roles contradict each other: give one of them.');
    }
    if (label === undefined && names.length === 0 && !noRoles) {
      throw new ChaveiroError('invalid_request', 'Nothing is to be changed: add --label, --role or --no-roles.');
    }
    return withInstallation(call, async (operations) => {
      const { roleIds, added } = await resolveRoles(operations, key.account, names, { dryRun });
      for (const role of added) call.terminal.warn(`Added the predefined role "${role.name}" to ${key.account}.`);
      const given = names.length === 0 && !noRoles ? undefined : roleIds;
      const { value } = await changeKey(operations, operator, { ...key, label, roleIds: given, dryRun });
      const text = keyText(value, value.evidence === null ? [] : evidenceRows(value.evidence));
      return { json: value, text: dryRun ? `${text}\n\nNothing was changed.` : text };
    });
  },
});
