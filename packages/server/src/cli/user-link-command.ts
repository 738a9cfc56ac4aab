import { issueUserLink } from '../operations/users/issue-user-link.ts';
import { type Command, defineCommand } from './command.ts';
import { warnOfPublicUrl } from './delivery-text.ts';
import { operator } from './operator.ts';
import { findUser, setupLinkText, userAccountOption, userParameter } from './user-argument.ts';
import { withInstallation } from './with-installation.ts';

/** A command that issues a link for one user. */
export function userLinkCommand(
  purpose: 'invitation' | 'password',
  texts: Pick<Command, 'name' | 'summary'> & { readonly note: string; readonly separate?: string },
): Command {
  return defineCommand({
    name: texts.name,
    summary: texts.summary,
    parameter: userParameter,
    options: {
      account: userAccountOption,
      ...(texts.separate === undefined ? {} : { separate: { description: texts.separate } }),
    },
    settings: 'installation',
    notes: [texts.note],
    examples: [`chaveiro ${texts.name} bia@example.com --account lojaverde`],
    run: (call) =>
      withInstallation(call, async (operations) => {
        warnOfPublicUrl(call);
        const { account } = call.options;
        const { id: user } = await findUser(operations, account, call.parameter);
        const isSeparate = 'separate' in call.options && call.options.separate === true;
        const { value } = await issueUserLink(operations, operator, { account, user, purpose, isSeparate });
        return { json: value, text: setupLinkText(value) };
      }),
  });
}
