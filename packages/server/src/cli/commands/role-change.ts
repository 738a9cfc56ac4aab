import type { HolderCounts, RoleEffect } from '../../domain/role-holders.ts';
import { changeRole } from '../../operations/roles/change-role.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { roleAccountOption, roleIdOf, roleParameter, roleText } from '../role-argument.ts';
import { alignColumns } from '../table.ts';
import { withInstallation } from '../with-installation.ts';

export const roleChange = defineCommand({
  name: 'role change',
  summary: 'Changes name or resources of a custom role, for all who have it at once',
  parameter: roleParameter,
  options: {
    account: roleAccountOption,
    name: { takes: 'TEXT', description: 'the new name' },
    resource: {
      takes: 'KEY',
      isRepeatable: true,
      description: 'a resource that the role is to hold; those that are not given it loses. Without any they stay',
    },
    'dry-run': { description: 'only says what would change for whom' },
  },
  settings: 'installation',
  notes: ['A predefined role keeps its resources, and Owner holds all: neither can be changed.'],
  examples: [
    'chaveiro role change "Shipping" --account lojaverde --resource ListOrders --dry-run',
    'chaveiro role change "Shipping" --account lojaverde --resource ListOrders',
  ],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account, name, resource, 'dry-run': dryRun } = call.options;
      const role = await roleIdOf(operations, account, call.parameter);
      const resources = resource.length === 0 ? undefined : resource;
      const { value } = await changeRole(operations, operator, { account, role, name, resources, dryRun });
      return { json: value, text: `${roleText(value)}\n\n${effectText(value.effect)}` };
    }),
});

/** Who has the role, and who gains or loses what. */
function effectText({ holders, gained, lost }: RoleEffect): string {
  const rows = [
    ...gained.map(({ resource, ...counts }) => [`gain ${resource}`, holdersText(counts)]),
    ...lost.map(({ resource, ...counts }) => [`lose ${resource}`, holdersText(counts)]),
  ];
  return alignColumns([['have the role', holdersText(holders)], ...rows]);
}

function holdersText({ keys, externalKeys, users }: HolderCounts): string {
  return `${counted(keys, 'key')}, ${counted(externalKeys, 'external key')}, ${counted(users, 'user')}`;
}
