import { endSession } from '../../operations/sessions/end-session.ts';
import { signIn } from '../../operations/sessions/sign-in.ts';
import { openSetupLink } from '../../operations/setup/open-setup-link.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { readLinkAndPassword } from '../read-password.ts';
import { checkIsForUser, secretOfTypedLink, setupLinkNote, setupLinkParameter } from '../user-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const userJoin = defineCommand({
  name: 'user join',
  summary: 'Opens an invitation as a user who has a password already',
  parameter: setupLinkParameter,
  options: { email: { takes: 'EMAIL', isRequired: true, description: 'the user whom the invitation is for' } },
  settings: 'installation',
  notes: [setupLinkNote, 'The password is the one that the user has. It signs the user in for as long as this takes.'],
  examples: [
    'chaveiro user join --email ana@example.com',
    `printf '%s\\n' "$URL" "$PASSWORD" | chaveiro user join --email ana@example.com --json`,
  ],
  run: async (call) => {
    const { link, password } = await readLinkAndPassword(call.terminal, call.parameter, { isNew: false });
    const secret = secretOfTypedLink(link);
    return withInstallation(call, async (operations) => {
      await checkIsForUser(operations, link);
      const { source } = operator;
      const { view } = (await signIn(operations, { email: call.options.email, password, source })).value;
      const { id: userId, email } = view.user;
      const actor = { type: 'user', userId, email, sessionId: view.session.id, source } as const;
      try {
        const { account } = (await openSetupLink(operations, { secret, actor, source })).value;
        return { json: { email, account }, text: `${email} is in ${account} now.` };
      } finally {
        await endSession(operations, actor, { session: actor.sessionId });
      }
    });
  },
});
