import { setAccountStatus } from '../operations/accounts/set-account-status.ts';
import { type Command, defineCommand } from './command.ts';
import { operator } from './operator.ts';
import { noWaitOption, withInstallation } from './with-installation.ts';

/** The two commands that switch an account on and off. */
export function setAccountStatusCommand(
  isActive: boolean,
  words: { verb: string; summary: string; outcome: string },
): Command {
  return defineCommand({
    name: `account ${words.verb}`,
    summary: words.summary,
    parameter: { name: 'NAME', description: 'the name of the account' },
    options: { ...(isActive ? {} : { 'no-wait': noWaitOption }) },
    settings: 'installation',
    examples: [`chaveiro account ${words.verb} lojaverde`],
    run: (call) =>
      withInstallation(call, async (operations) => {
        const { value } = await setAccountStatus(operations, operator, { name: call.parameter, isActive });
        return { json: value, text: `Account ${value.name} ${words.outcome}.` };
      }),
  });
}
