import { resolve } from 'node:path';
import { checkImportRules } from './import-rules.ts';

// The tool reports success when it understood nothing, so it has to have seen each of these.
const mustSee = [
  'packages/engine/src/',
  'packages/sdk/src/',
  'packages/server/src/domain/',
  'packages/server/src/storage/sqlite/',
  'packages/server/src/storage/postgres/',
  'packages/server/src/operations/',
  'packages/server/src/gate/',
  'packages/server/src/http/',
  'packages/server/src/cli/',
  'packages/admin/src/pages/',
  'packages/admin/src/components/',
  'test/',
];

const { modules, violations } = await checkImportRules(resolve(import.meta.dirname, '..'));
const unseen = mustSee.filter((prefix) => !modules.some((source) => source.startsWith(prefix)));
for (const prefix of unseen) console.error(`no module of ${prefix} was seen: the check of imports checks nothing`);
for (const violation of violations) console.error(violation);
console.log(`imports: ${modules.length} modules, ${violations.length} violations`);
if (unseen.length > 0 || violations.length > 0) process.exitCode = 1;
