import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A packed package, and what its manifest says. */
export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly tarball: string;
  /** Path of its `package.json`. */
  readonly manifest: string;
}

/** A registry that has our own packages, and sends whoever asks for another one to npm's own. */
export interface NpmRegistry {
  readonly url: string;
  close(): void;
}

export async function openNpmRegistry(packages: readonly PublishedPackage[]): Promise<NpmRegistry> {
  const server = createServer((req, res) => {
    const path = decodeURIComponent(req.url ?? '');
    const found = packages.find(({ name }) => path === `/${name}` || path.startsWith(`/${name}/-/`));
    if (found === undefined) {
      res.writeHead(302, { Location: `https://registry.npmjs.org${req.url}` }).end();
      return;
    }
    const tarball = readFileSync(found.tarball);
    if (path !== `/${found.name}`) {
      res.end(tarball);
      return;
    }
    const { name, version } = found;
    const { port } = server.address() as AddressInfo;
    const manifest = JSON.parse(readFileSync(found.manifest, 'utf8'));
    const dist = {
      tarball: `http://127.0.0.1:${port}/${name}/-/${version}.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    };
    // The registry looks into what is published and says this; without it npm does not look for the file.
    const _hasShrinkwrap = name === 'chaveiro';
    res.setHeader('Content-Type', 'application/json');
    res.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { ...manifest, _hasShrinkwrap, dist } },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Runs npm; answers what it wrote when it failed, and `null` when it did not. */
export function runNpm(cwd: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('npm', args, { cwd, encoding: 'utf8', maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve(error === null ? null : `npm ${args.join(' ')}:\n${stdout}${stderr}`);
    });
  });
}
