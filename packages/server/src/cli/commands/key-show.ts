import { listGrants } from '../../operations/external-keys/list-grants.ts';
import { showKey } from '../../operations/keys/show-key.ts';
import { listLinkAttempts } from '../../operations/links/list-link-attempts.ts';
import { showKeyUsage } from '../../operations/usage/show-key-usage.ts';
import { defineCommand } from '../command.ts';
import { evidenceRows } from '../evidence-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { grantLines, keyText, linkLines } from '../key-text.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const keyShow = defineCommand({
  name: 'key show',
  summary: 'Shows a key without its token: its use, who opened links to it, and its roles elsewhere',
  parameter: keyParameter,
  options: { account: keyAccountOption },
  settings: 'installation',
  notes: [
    'With --json: the key as the list shows it, `grants`, `linkAttempts`, and `usage` with the requests of the last 14 days, day by day (UTC).',
  ],
  examples: ['chaveiro key show appkey-lojaverde-QWERTY'],
  run: async (call) => {
    const named = keyArgument(call.parameter, call.options.account);
    return withInstallation(call, async (operations) => {
      const key = await showKey(operations, operator, named);
      const grants = await listGrants(operations, operator, named);
      const linkAttempts = await listLinkAttempts(operations, operator, named);
      const usage = await showKeyUsage(operations, operator, named);
      const text = [keyText(key, evidenceRows(usage)), ...linkLines(linkAttempts), ...grantLines(grants)].join('\n');
      return { json: { ...key, grants, linkAttempts, usage }, text };
    });
  },
});
