import { ChaveiroError } from '../../domain/errors.ts';
import { createRole } from '../../operations/roles/create-role.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { roleAccountOption, roleText } from '../role-argument.ts';
import { withInstallation } from '../with-installation.ts';

export const roleCreate = defineCommand({
  name: 'role create',
  summary: 'Puts together a role from resources, or adds a predefined one from its template',
  options: {
    account: roleAccountOption,
    name: { takes: 'TEXT', description: 'what the role is called, 1 to 100 characters; with --resource' },
    resource: { takes: 'KEY', isRepeatable: true, description: 'a resource that it holds; may be given often' },
    template: {
      takes: 'TEMPLATE',
      description: 'the predefined role to add, by its exact name; instead of the others',
    },
  },
  settings: 'installation',
  examples: [
    'chaveiro role create --account lojaverde --name "Shipping" --resource ListOrders --resource OMSViewer',
    'chaveiro role create --account lojaverde --template "OMS - Read only"',
  ],
  run: async (call) => {
    const { account, name, resource: resources, template } = call.options;
    const input = draftOf(name, resources, template);
    return withInstallation(call, async (operations) => {
      const { value } = await createRole(operations, operator, { account, ...input });
      return { json: value, text: roleText(value) };
    });
  },
});

function draftOf(name: string | undefined, resources: readonly string[], template: string | undefined) {
  if (template !== undefined && name === undefined && resources.length === 0) return { template };
  if (template === undefined && name !== undefined) return { name, resources };
  throw new ChaveiroError('invalid_request', 'Give either --name with --resource, or --template alone.');
}
