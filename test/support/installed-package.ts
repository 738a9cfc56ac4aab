import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository, linkDependencies } from './repository-copy.ts';
import { makeTempFolder } from './temp-folder.ts';

/** A package, as `npm pack --json` describes it. */
interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** Where what is published is made. */
export const packageFolders = { '@chaveiro/sdk': 'packages/sdk', chaveiro: 'packages/server' } as const;
export type PackageName = keyof typeof packageFolders;

/** What npm would publish of the repository as it is now. */
export interface PackedPackages {
  /** The copy of the repository in which it was built. */
  readonly folder: string;
  readonly packed: readonly Packed[];
  filesOf(name: PackageName): Packed['files'];
  /** Puts the packages into a folder of their own, as a stranger has them; answers the launcher of the command. */
  install(): string;
}

/** Builds and packs the packages in a copy of the repository; takes some ten seconds. */
export function packPackages(): PackedPackages {
  const folder = copyRepository(['packages', 'package.json', 'package-lock.json', 'tsconfig.base.json']);
  const npm = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, `npm ${args.join(' ')}:\n${stdout}${stderr}`);
    return stdout;
  };
  npm('run', '--silent', 'build');
  // The pages are private, and go out inside the server.
  const workspaces = Object.values(packageFolders).map((path) => `--workspace=${path}`);
  const packed = JSON.parse(npm('pack', '--dry-run', '--json', ...workspaces)) as Packed[];
  const filesOf = (name: PackageName) => {
    const files = packed.find((each) => each.name === name)?.files;
    assert.ok(files, `npm packed ${packed.map((each) => each.name).join(', ')}`);
    return files;
  };
  return {
    folder,
    packed,
    filesOf,
    install() {
      const target = makeTempFolder();
      linkDependencies(target);
      for (const [name, from] of Object.entries(packageFolders)) {
        for (const { path } of filesOf(name as PackageName)) {
          cpSync(join(folder, from, path), join(target, 'node_modules', name, path));
        }
      }
      return join(target, 'node_modules/chaveiro/bin/chaveiro.js');
    },
  };
}
