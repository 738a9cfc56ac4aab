import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = resolve(import.meta.dirname, '..');

/** What a check of the import rules saw. */
export interface ImportReport {
  /** Paths of the project's own modules. */
  readonly modules: readonly string[];
  /** One line for each import that a rule forbids. */
  readonly violations: readonly string[];
}

/**
 * Holds the imports of a tree against `.dependency-cruiser.cjs`.
 *
 * @param baseDir the tree, laid out like this repository
 */
export async function checkImportRules(baseDir: string): Promise<ImportReport> {
  const config = await extractConfig(join(root, '.dependency-cruiser.cjs'));
  const folders = ['packages', 'test', 'bench', 'examples', 'tools'].filter((name) => existsSync(join(baseDir, name)));
  const { output } = await cruise(
    folders,
    { ...config.options, baseDir, ruleSet: { forbidden: config.forbidden ?? [] }, validate: true },
    {},
    { tsConfig: extractTsConfig(join(root, 'tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered text: ${output}`);
  return {
    modules: output.modules.map((module) => module.source).filter((source) => !source.includes('node_modules')),
    violations: output.summary.violations.map(
      (found) => `${found.rule.name}: ${found.from} must not import ${found.to}`,
    ),
  };
}
