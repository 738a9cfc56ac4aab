import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkImportRules } from './import-rules.ts';

/** Import → the rule that has to forbid it. */
const forbidden: [from: string, to: string, rule: string][] = [
  ['packages/engine/src/decision.ts', 'packages/server/src/domain/role.ts', 'engine-imports-itself-only'],
  ['packages/sdk/src/index.ts', 'packages/server/src/domain/role.ts', 'sdk-is-the-engine-for-others'],
  ['packages/server/src/nodes/presence.ts', 'packages/server/src/http/server.ts', 'nodes'],
  ['packages/server/src/background/jobs.ts', 'packages/server/src/http/server.ts', 'background'],
  ['packages/server/src/gate/gates.ts', 'packages/server/src/http/server.ts', 'gate'],
  ['packages/server/src/http/server.ts', 'packages/server/src/gate/count-use.ts', 'decisions-through-the-gate'],
  ['packages/server/src/domain/role.ts', 'packages/server/src/operations/keys/create-key.ts', 'domain'],
  ['packages/server/src/operations/keys/create-key.ts', 'packages/server/src/http/server.ts', 'operations'],
  [
    'packages/server/src/operations/keys/create-key.ts',
    'packages/server/src/storage/sqlite/engine.ts',
    'engines-only-in-compose',
  ],
  ['packages/server/src/storage/sqlite/engine.ts', 'packages/server/src/storage/postgres/engine.ts', 'sqlite'],
  ['packages/server/src/storage/postgres/engine.ts', 'packages/server/src/storage/sqlite/engine.ts', 'postgres'],
  ['packages/server/src/storage/queries/keys.ts', 'packages/server/src/storage/sqlite/engine.ts', 'queries'],
  ['packages/server/src/http/management/keys.ts', 'packages/server/src/storage/storage.ts', 'http'],
  ['packages/server/src/http/management/keys.ts', 'packages/server/src/http/decision/verify.ts', 'front-doors-apart'],
  ['packages/server/src/http/vtex/users.ts', 'packages/server/src/storage/storage.ts', 'vtex-is-a-skin'],
  ['packages/server/src/http/vtex/users.ts', 'packages/server/src/domain/ceiling.ts', 'vtex-is-a-skin'],
  ['packages/server/src/http/vtex/users.ts', 'packages/server/src/http/management/views.ts', 'front-doors-apart'],
  ['packages/server/src/cli/serve.ts', 'packages/server/src/storage/sqlite/engine.ts', 'cli'],
  ['packages/admin/src/api/call.ts', 'packages/server/src/version.ts', 'admin'],
  ['packages/admin/src/pages/keys/keys-page.ts', 'packages/admin/src/pages/roles/role.ts', 'admin-pages-apart'],
  ['packages/admin/src/components/chip.ts', 'packages/admin/src/pages/keys/keys-page.ts', 'admin-kit-below-pages'],
  ['packages/server/src/version.ts', 'packages/server/src/domain/role.ts', 'ground'],
  ['test/main-job.test.ts', 'packages/server/src/compose.ts', 'packages-by-their-exports'],
];

test('every rule of who may import whom fires on an import that breaks it', async () => {
  for (const [from, to, rule] of forbidden) {
    const tree = mkdtempSync(join(tmpdir(), 'chaveiro-imports-'));
    try {
      const depth = '../'.repeat(from.split('/').length - 1);
      for (const [path, text] of [
        [from, `import { there } from '${depth}${to}';\nexport const here = there;\n`],
        [to, 'export const there = 1;\n'],
      ] as const) {
        mkdirSync(dirname(join(tree, path)), { recursive: true });
        writeFileSync(join(tree, path), text);
      }
      const report = await checkImportRules(tree);
      assert.equal(report.modules.length, 2, `${from} and ${to} were seen`);
      assert.ok(
        report.violations.some((violation) => violation.startsWith(`${rule}:`)),
        `${rule} fires on ${from} → ${to}; it said: ${report.violations.join('; ') || 'nothing'}`,
      );
    } finally {
      rmSync(tree, { recursive: true });
    }
  }
});
