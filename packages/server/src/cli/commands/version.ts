import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';

export const versionCommand = defineCommand({
  name: 'version',
  summary: 'Says which version this is, and of Node',
  options: {},
  settings: 'none',
  notes: ['chaveiro --version says the version alone.'],
  examples: ['chaveiro version', 'chaveiro version --json'],
  run: async () => {
    const node = process.versions.node;
    return { json: { version: version(), node }, text: `chaveiro ${version()}, on Node ${node}` };
  },
});
