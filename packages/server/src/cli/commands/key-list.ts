import { keySorts } from '../../domain/api-key.ts';
import { freshnessFilters } from '../../domain/freshness.ts';
import { renewalStates } from '../../domain/renewal.ts';
import { listKeys } from '../../operations/keys/list-keys.ts';
import { defineCommand } from '../command.ts';
import { keyRow } from '../key-text.ts';
import { emptyText, moreLines, pageOptions } from '../list-options.ts';
import { operator } from '../operator.ts';
import { pageLimit, word } from '../option-values.ts';
import { roleIdOf } from '../role-argument.ts';
import { howToNameARole } from '../select-role.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const keyList = defineCommand({
  name: 'key list',
  summary: 'Lists the keys that an account owns',
  options: {
    account: { takes: 'NAME', isRequired: true, description: 'the account' },
    q: { takes: 'TEXT', description: 'only keys with this in label, key string or id, whatever the case and accents' },
    status: { takes: 'STATUS', description: 'only active or inactive keys' },
    role: { takes: 'ROLE', description: `only keys with this role, ${howToNameARole}` },
    freshness: {
      takes: 'LEVEL',
      description: 'only fresh, outdated or highly_outdated keys; needs_renewal for all that are not fresh',
    },
    renewal: { takes: 'STATE', description: 'only keys whose renewal is pending, or with none' },
    sort: { takes: 'COLUMN', description: `${keySorts.join(', ')}; createdAt unless given` },
    order: { takes: 'ORDER', description: 'asc or desc; desc for createdAt, otherwise asc unless given' },
    ...pageOptions,
  },
  settings: 'installation',
  examples: [
    'chaveiro key list --account lojaverde',
    'chaveiro key list --account lojaverde --q erp --status active --sort label',
  ],
  run: async (call) => {
    const { account, q, role, cursor } = call.options;
    const input = {
      account,
      q,
      status: word('status', call.options.status, ['active', 'inactive']),
      freshness: word('freshness', call.options.freshness, freshnessFilters),
      renewal: word('renewal', call.options.renewal, renewalStates),
      sort: word('sort', call.options.sort, keySorts),
      order: word('order', call.options.order, ['asc', 'desc']),
      limit: pageLimit(call.options.limit),
      cursor,
    };
    return withInstallation(call, async (operations) => {
      const roleId = role === undefined ? undefined : await roleIdOf(operations, account, role);
      const page = await listKeys(operations, operator, { ...input, role: roleId });
      const heading = ['KEY', 'LABEL', 'STATUS', 'TOKEN', 'CREATED (UTC)', 'LAST USED', 'ROLES'];
      const { status, freshness, renewal } = input;
      const filters = [q, role, status, freshness, renewal, cursor];
      const whenEmpty = emptyText(filters, `${account} has no keys.`, `No such key in ${account}.`);
      const lines = [table(heading, page.items.map(keyRow), whenEmpty), ...moreLines(page)];
      return { json: page, text: lines.join('\n') };
    });
  },
});
