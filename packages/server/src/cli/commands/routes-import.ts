import { importRoutes } from '../../operations/routes/import-routes.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { readJsonFile } from '../read-json-file.ts';
import { withInstallation } from '../with-installation.ts';

export const routesImport = defineCommand({
  name: 'routes import',
  summary: 'Replaces the route policies of an API by those of a file',
  parameter: {
    name: 'FILE',
    description: 'a JSON array of {method, path, anyOf: [resource key]}, or an OpenAPI document in JSON',
  },
  options: {
    api: {
      takes: 'NAME',
      isRequired: true,
      description: 'the API, such as orders; made if there is none of this name',
    },
  },
  settings: 'installation',
  notes: [
    'A path is a template such as /api/orders/{orderId}; a segment may mix text and parameters. Any one of the ' +
      'resources in anyOf opens the route. Whatever the table does not name is denied. A file with one mistake is ' +
      'refused whole.',
    'In an OpenAPI document (3.0 or 3.1) every operation names its resources in "x-required-resources", a list as anyOf. ' +
      'Paths stand below the path of the servers, which has to be one for all of them.',
  ],
  examples: ['chaveiro routes import orders.json --api orders', 'chaveiro routes import openapi.json --api orders'],
  run: async (call) => {
    const routes = await readJsonFile(call.parameter);
    return withInstallation(call, async (operations) => {
      const { api } = call.options;
      const { value } = await withProgress(call.terminal, 'Importing routes', () =>
        importRoutes(operations, operator, { api, routes }),
      );
      const text = value.changed
        ? `${api} has ${counted(value.routes, 'route')} now.`
        : `${api} has just this already: ${counted(value.routes, 'route')}.`;
      return { json: value, text };
    });
  },
});
