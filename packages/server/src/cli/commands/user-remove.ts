import { removeUser } from '../../operations/users/remove-user.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { findUser, userAccountOption, userParameter } from '../user-argument.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const userRemove = defineCommand({
  name: 'user remove',
  summary: 'Takes a user out of an account, at once',
  parameter: userParameter,
  options: { account: userAccountOption, 'no-wait': noWaitOption },
  settings: 'installation',
  notes: ['Other accounts keep the user. Who is in none any more is signed out everywhere, and cannot sign in again.'],
  examples: ['chaveiro user remove bia@example.com --account lojaverde'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account } = call.options;
      const { id, email } = await findUser(operations, account, call.parameter);
      const { value } = await removeUser(operations, operator, { account, user: id });
      return { json: value, text: `${email} is no user of ${account} any more.` };
    }),
});
