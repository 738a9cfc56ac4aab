import { createFollower } from '../../operations/nodes/create-follower.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { alignColumns } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const nodeCreate = defineCommand({
  name: 'node create',
  summary: 'Makes the credential of an edge or a service that follows the keys of this installation',
  parameter: {
    name: 'NAME',
    description: 'what the node is called: lower-case letters, digits, dots, hyphens, underscores',
  },
  options: {
    account: {
      takes: 'NAME',
      description: 'only what this account needs: its roles, and the keys that have roles there; without it everything',
    },
  },
  settings: 'installation',
  notes: [
    'A node decides in its own memory. With the credential it reads, from any server of the installation, what deciding needs: ' +
      'of each token a check value, and never the token or the pepper.',
    'Give each service a credential of its own: chaveiro node revoke ends one at once, and the others go on.',
    'The answer is the only place where the credential is ever shown.',
  ],
  examples: ['chaveiro node create edge-saopaulo', 'chaveiro node create orders-service --account lojaverde --json'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const input = { name: call.parameter, account: call.options.account };
      const { value } = await createFollower(operations, operator, input);
      const of = value.account === null ? 'all accounts' : `the account ${value.account}`;
      const text = [
        alignColumns([
          ['node', value.name],
          ['follows', of],
          ['credential', value.credential],
        ]),
        'The credential is shown this once and cannot be read again: put it where you keep secrets.',
      ].join('\n');
      return { json: value, text };
    }),
});
