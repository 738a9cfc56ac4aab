import { externalKeySorts, externalKeyStatuses } from '../../domain/external-key.ts';
import { listExternalKeys } from '../../operations/external-keys/list-external-keys.ts';
import { defineCommand } from '../command.ts';
import { grantingAccountOption } from '../external-key-argument.ts';
import { externalKeyHeading, externalKeyRow } from '../external-key-text.ts';
import { emptyText, moreLines, pageOptions } from '../list-options.ts';
import { operator } from '../operator.ts';
import { pageLimit, word } from '../option-values.ts';
import { roleIdOf } from '../role-argument.ts';
import { howToNameARole } from '../select-role.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const externalKeyList = defineCommand({
  name: 'external-key list',
  summary: 'Lists the keys of other accounts to which an account has given roles',
  options: {
    account: grantingAccountOption,
    q: {
      takes: 'TEXT',
      description: 'only keys with this in key string, owner, note or id, whatever the case and accents',
    },
    status: { takes: 'STATUS', description: `only keys that are ${externalKeyStatuses.join(', ')}` },
    role: { takes: 'ROLE', description: `only keys with this role, ${howToNameARole}` },
    owner: { takes: 'NAME', description: 'only keys of this account' },
    sort: { takes: 'COLUMN', description: `${externalKeySorts.join(', ')}; addedAt unless given` },
    order: { takes: 'ORDER', description: 'asc or desc; desc for addedAt, otherwise asc unless given' },
    ...pageOptions,
  },
  settings: 'installation',
  examples: [
    'chaveiro external-key list --account lojaverde',
    'chaveiro external-key list --account lojaverde --owner casaazul --status active',
  ],
  run: async (call) => {
    const { account, q, role, owner, cursor } = call.options;
    const input = {
      account,
      q,
      owner,
      status: word('status', call.options.status, externalKeyStatuses),
      sort: word('sort', call.options.sort, externalKeySorts),
      order: word('order', call.options.order, ['asc', 'desc']),
      limit: pageLimit(call.options.limit),
      cursor,
    };
    return withInstallation(call, async (operations) => {
      const roleId = role === undefined ? undefined : await roleIdOf(operations, account, role);
      const page = await listExternalKeys(operations, operator, { ...input, role: roleId });
      const rows = page.items.map(externalKeyRow);
      const nothingAtAll = `${account} has given no key of another account roles.`;
      const whenEmpty = emptyText(
        [q, role, owner, input.status, cursor],
        nothingAtAll,
        `No such external key in ${account}.`,
      );
      const lines = [table(externalKeyHeading, rows, whenEmpty), ...moreLines(page)];
      return { json: page, text: lines.join('\n') };
    });
  },
});
