/**
 * Writes `npm-shrinkwrap.json` beside what is published: whoever installs the package gets the versions that were tested, each
 * with its hash, and not those of the day. Made from the lock of the repository, which stays the one place where they are fixed.
 *
 *     node packages/server/tools/write-shrinkwrap.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Locked>>;
}

const server = 'packages/server';

/** How a lock calls what it has from where: of the repository, what the published package needs. */
export function shrinkwrapOf(lock: Lock): object {
  const root = lock.packages[server] ?? missing(server);
  const { devDependencies: _unpublished, ...published } = root;
  const needed = new Set<string>();
  const certain = new Set<string>();

  function collect(from: string, isOptional: boolean): void {
    const { dependencies = {}, optionalDependencies = {} } = lock.packages[from] ?? missing(from);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(lock, from, name);
      const isCertain = !isOptional && !(name in optionalDependencies);
      if (isCertain ? certain.has(place) : needed.has(place)) continue;
      needed.add(place);
      if (isCertain) certain.add(place);
      collect(place, !isCertain);
    }
  }
  collect(server, false);

  const packages = [...needed].map((place): [string, object] => {
    const { dev: _dev, devOptional: _both, optional: _optional, ...locked } = lock.packages[place] as Locked & Flags;
    const { version: fixed, integrity, ...others } = locked;
    if (integrity === undefined) throw new Error(`${place} is locked without a hash.`);
    if (!place.startsWith('node_modules/')) throw new Error(`${place} is not where a published package has it.`);
    const resolved = tarballOf(place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length), fixed);
    return [place, { version: fixed, resolved, integrity, ...others, ...(!certain.has(place) && { optional: true }) }];
  });
  const { name } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
    name,
    version: root.version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: {
      '': { name, ...published },
      ...Object.fromEntries(packages.sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

/** npm puts its own registry in the place of this one. */
function tarballOf(name: string, version = ''): string {
  return `https://registry.npmjs.org/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
}

interface Flags {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
}

/** Where Node finds a package from another: in the nearest `node_modules` upwards. */
function placeOf(lock: Lock, from: string, name: string): string {
  const steps = from
    .split('/node_modules/')
    .map((_, index, all) => all.slice(0, all.length - index).join('/node_modules/'));
  const place = [...steps.map((step) => `${step}/`), ''].map((start) => `${start}node_modules/${name}`);
  return place.find((each) => each in lock.packages) ?? missing(`${name}, which ${from} needs,`);
}

function missing(what: string): never {
  throw new Error(`${what} is not in package-lock.json: run npm install.`);
}

const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as Lock;
writeFileSync(new URL('../npm-shrinkwrap.json', import.meta.url), `${JSON.stringify(shrinkwrapOf(lock), null, 2)}\n`);
