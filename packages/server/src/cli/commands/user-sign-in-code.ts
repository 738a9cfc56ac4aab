import { issueSignInCode } from '../../operations/sessions/issue-sign-in-code.ts';
import { defineCommand } from '../command.ts';
import { shortTime } from '../key-text.ts';
import { alignColumns } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const userSignInCode = defineCommand({
  name: 'user sign-in-code',
  summary: 'Prints a code by which a user signs in although too many passwords were tried',
  parameter: { name: 'EMAIL', description: 'the e-mail address of a user' },
  options: {},
  settings: 'installation',
  notes: [
    'For somebody whose attempts a stranger uses up, on a browser on which they have not signed in before. The code opens nothing by ' +
      'itself: it is typed beside the right password. Whoever is signed in somewhere gets one there, too.',
  ],
  examples: ['chaveiro user sign-in-code bia@example.com'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const value = await issueSignInCode(operations, { email: call.parameter });
      const lines = [
        ['user', value.email],
        ['code', value.code],
        ['until', `${shortTime(value.expiresAt)} UTC`],
      ];
      return { json: value, text: alignColumns(lines) };
    }),
});
