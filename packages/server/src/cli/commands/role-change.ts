import { ChaveiroError } from '../../domain/errors.ts';
import type { HolderCounts, RoleEffect } from '../../domain/role-holders.ts';
import { changeRole } from '../../operations/roles/change-role.ts';
import type { Wanted } from '../../operations/wanted.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { roleAccountOption, roleIdOf, roleParameter, roleText } from '../role-argument.ts';
import { alignColumns } from '../table.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

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
    'add-resource': { takes: 'KEY', isRepeatable: true, description: 'a resource that is added; all others stay' },
    'remove-resource': {
      takes: 'KEY',
      isRepeatable: true,
      description: 'a resource that is taken out; all others stay',
    },
    'dry-run': { description: 'only says what would change for whom' },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: ['A predefined role keeps its resources, and Owner holds all: neither can be changed.'],
  examples: [
    'chaveiro role change "Shipping" --account lojaverde --resource ListOrders --dry-run',
    'chaveiro role change "Shipping" --account lojaverde --resource ListOrders',
    'chaveiro role change "Shipping" --account lojaverde --add-resource OMSViewer --remove-resource ListOrders',
  ],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { account, name, 'dry-run': dryRun } = call.options;
      const resources = wantedResources(call.options);
      const role = await roleIdOf(operations, account, call.parameter);
      const { value } = await changeRole(operations, operator, { account, role, name, resources, dryRun });
      return { json: value, text: `${roleText(value)}\n\n${effectText(value.effect)}` };
    }),
});

/** What the options say of resources; `undefined` for nothing. */
function wantedResources({ resource, ...differences }: NamedResources): Wanted<string> | undefined {
  const { 'add-resource': add, 'remove-resource': remove } = differences;
  if (add.length + remove.length === 0) return resource.length === 0 ? undefined : resource;
  if (resource.length === 0) return { add, remove };
  const other = add.length > 0 ? '--add-resource' : '--remove-resource';
  throw new ChaveiroError('invalid_request', `--resource and ${other} contradict each other: give one of them.`);
}

interface NamedResources {
  readonly resource: readonly string[];
  readonly 'add-resource': readonly string[];
  readonly 'remove-resource': readonly string[];
}

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
