import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openNpmRegistry, runNpm } from './npm-registry.ts';
import { copyRepository, linkDependencies } from './repository-copy.ts';
import { makeTempFolder } from './temp-folder.ts';

/** A package, as `npm pack --json` describes it. */
interface Packed {
  readonly name: PackageName;
  readonly version: string;
  readonly filename: string;
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
  /**
   * Puts the packages into a folder of their own, as a stranger has them: by npm from a registry, with everything that they
   * need. Where npm has that neither in its cache nor in reach, its reason is in `unreachable`, and the command works with what the
   * repository has installed.
   */
  install(): Promise<InstalledCommand>;
}

export interface InstalledCommand {
  /** The launcher of the command. */
  readonly bin: string;
  /** The `node_modules` with the command and what it needs. */
  readonly modules: string;
  readonly unreachable: string | null;
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
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const packed = JSON.parse(npm('pack', '--json', `--pack-destination=${tarballs}`, ...workspaces)) as Packed[];
  const filesOf = (name: PackageName) => {
    const files = packed.find((each) => each.name === name)?.files;
    assert.ok(files, `npm packed ${packed.map((each) => each.name).join(', ')}`);
    return files;
  };
  return {
    folder,
    packed,
    filesOf,
    async install() {
      const target = makeTempFolder();
      writeFileSync(join(target, 'package.json'), '{ "private": true }');
      const registry = await openNpmRegistry(
        packed.map(({ name, version, filename }) => {
          const manifest = join(folder, packageFolders[name], 'package.json');
          return { name, version, tarball: join(tarballs, filename), manifest };
        }),
      );
      const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
      const unreachable = await runNpm(target, [
        ...['install', 'chaveiro', `--registry=${registry.url}`, '--prefer-offline', ...quiet],
      ]);
      registry.close();
      const modules = join(target, 'node_modules');
      if (unreachable !== null) linkInstalled(target);
      return { bin: join(modules, 'chaveiro/bin/chaveiro.js'), modules, unreachable };
    },
  };

  function linkInstalled(target: string): void {
    rmSync(join(target, 'node_modules'), { recursive: true, force: true });
    linkDependencies(target);
    for (const { name, files } of packed) {
      for (const { path } of files) {
        cpSync(join(folder, packageFolders[name], path), join(target, 'node_modules', name, path));
      }
    }
  }
}
