import { secretOfSetupUrl } from '../../domain/setup-link.ts';
import { openSetupLink } from '../../operations/setup/open-setup-link.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { readPasswordLine } from '../read-password.ts';
import { withInstallation } from '../with-installation.ts';

export const userSetPassword = defineCommand({
  name: 'user set-password',
  summary: "Opens a set-up link with its user's first, or a new, password",
  parameter: { name: 'URL', description: 'the link, as it was given; it can be opened once' },
  options: {},
  settings: 'installation',
  notes: [
    'The password is never an argument. It is read from standard input, as one line, or at a terminal asked for twice: ' +
      '15 to 256 characters, not what is tried first.',
    'An invitation for somebody who has a password already is opened with: chaveiro user join URL --email EMAIL',
  ],
  examples: [
    'chaveiro user set-password "https://keys.example.com/admin/setup#…"',
    'printf %s "$PASSWORD" | chaveiro user set-password "$URL" --json',
  ],
  run: async (call) => {
    const secret = secretOfSetupUrl(call.parameter);
    const password = await readPasswordLine(call.terminal, { isNew: true });
    return withInstallation(call, async (operations) => {
      const input = { secret, password, actor: null, source: operator.source };
      const { email, account } = (await openSetupLink(operations, input)).value;
      const joined = account === null ? '' : ` and is in ${account} now`;
      return { json: { email, account }, text: `${email} has this password${joined}.` };
    });
  },
});
