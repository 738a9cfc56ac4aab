import { listNodes } from '../../operations/nodes/list-nodes.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { table } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const nodeList = defineCommand({
  name: 'node list',
  summary: 'Lists the nodes that decide: servers, edges, and services with the SDK',
  options: {},
  settings: 'installation',
  notes: [
    'A node that was not heard of for ten seconds is gone: nobody waits for it, and it denies by itself once its knowledge is too ' +
      'old. One that is behind has not said for five seconds that it has all changes.',
    'With --json {items: [{id, name, kind, account, version, revision, behindMs, seenAt, state}]}.',
  ],
  examples: ['chaveiro node list'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const items = await listNodes(operations, operator);
      const text = table(
        ['NODE', 'KIND', 'FOLLOWS', 'VERSION', 'REVISION', 'BEHIND', 'SEEN', 'STATE'],
        items.map(({ name, kind, account, version, revision, behindMs, seenAt, state }) => [
          ...[name, kind ?? '', kind === 'server' ? 'the database' : (account ?? 'all accounts')],
          ...[version ?? '', revision ?? '', behindMs === null ? '' : `${behindMs} ms`, seenAt ?? 'never', state],
        ]),
        'No node: no server runs on this database, and no credential of a follower was made.',
      );
      return { json: { items }, text };
    }),
});
