import type { Step } from './run-steps.ts';

/** What `npm run check` looks at; those that take longest first. */
export const checkSteps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the pages', command: ['tsc', '-p', 'packages/admin'] },
  { name: 'imports', command: ['node', 'tools/check-imports.ts'] },
  { name: 'format and lint', command: ['biome', 'ci', '--error-on-warnings', '.'] },
  { name: 'unused code', command: ['knip'] },
  {
    name: 'generated files',
    command: ['node', '--conditions=source', 'tools/generate-reference.ts', '--check'],
  },
  { name: 'words', command: ['node', 'tools/check-words.ts'] },
  { name: 'changes', command: ['node', 'tools/check-changes.ts'] },
  { name: 'messages', command: ['node', 'packages/admin/tools/check-messages.ts'] },
];
