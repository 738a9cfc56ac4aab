import { revokeFollower } from '../../operations/nodes/revoke-follower.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const nodeRevoke = defineCommand({
  name: 'node revoke',
  summary: 'Ends the credential of a node: it hears of no change any more, and soon denies everybody',
  parameter: { name: 'NAME', description: 'the name of the node' },
  options: { 'no-wait': noWaitOption },
  settings: 'installation',
  notes: [
    'Streams that were opened with the credential end at once. What the node knows by then it decides by until that is older than ' +
      'its own limit, 30 seconds unless it was set; then it denies.',
  ],
  examples: ['chaveiro node revoke edge-saopaulo'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { value } = await revokeFollower(operations, operator, call.parameter);
      return { json: value, text: `The credential of the node ${value.name} is revoked.` };
    }),
});
