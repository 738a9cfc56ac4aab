import { importCatalog } from '../../operations/resources/import-catalog.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { readJsonFile } from '../read-json-file.ts';
import { withInstallation } from '../with-installation.ts';

export const catalogImport = defineCommand({
  name: 'catalog import',
  summary: 'Adds resources from a file to the catalogue',
  parameter: { name: 'FILE', description: 'a JSON array of {key, product, category, name, description?}' },
  options: {},
  settings: 'installation',
  notes: [
    'A resource is its key, exact to the byte. For a known key, another product or category adds a place where it is ' +
      'shown; its name and description stay. The same file twice changes nothing. A file with one mistake is refused ' +
      'whole.',
  ],
  examples: ['chaveiro catalog import resources.json'],
  run: async (call) => {
    const resources = await readJsonFile(call.parameter);
    return withInstallation(call, async (operations) => {
      const { value } = await withProgress(call.terminal, 'Importing the catalogue', () =>
        importCatalog(operations, operator, { resources }),
      );
      return {
        json: value,
        text: `${counted(value.added, 'resource')} added, ${value.extended} shown in a further place, ${value.unchanged} unchanged.`,
      };
    });
  },
});
