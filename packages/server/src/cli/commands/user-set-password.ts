import { openSetupLink } from '../../operations/setup/open-setup-link.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { readLinkAndPassword } from '../read-password.ts';
import { checkIsForUser, secretOfTypedLink, setupLinkNote, setupLinkParameter } from '../user-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const userSetPassword = defineCommand({
  name: 'user set-password',
  summary: "Opens a set-up link with its user's first, or a new, password",
  parameter: setupLinkParameter,
  options: {},
  settings: 'installation',
  notes: [
    setupLinkNote,
    'A password has 15 to 256 characters, and is not what is tried first.',
    'An invitation for somebody who has a password already is opened with: chaveiro user join --email EMAIL',
  ],
  examples: ['chaveiro user set-password', `printf '%s\\n' "$URL" "$PASSWORD" | chaveiro user set-password --json`],
  run: async (call) => {
    const { link, password } = await readLinkAndPassword(call.terminal, call.parameter, { isNew: true });
    const secret = secretOfTypedLink(link);
    return withInstallation(call, async (operations) => {
      await checkIsForUser(operations, link);
      const input = { secret, password, actor: null, source: operator.source };
      const { email, account } = (await openSetupLink(operations, input)).value;
      const joined = account === null ? '' : ` and is in ${account} now`;
      return { json: { email, account }, text: `${email} has this password${joined}.` };
    });
  },
});
