/** What a release writes into files and reads out of what it has packed. */

interface Manifest {
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Puts the version into a manifest, or an entry of the lock, and into what it says of our own packages. */
export function setVersion<Entry extends Manifest>(entry: Entry, version: string): Entry {
  for (const needed of [entry.dependencies, entry.devDependencies]) {
    for (const name of Object.keys(needed ?? {})) {
      if (needed !== undefined && (name === 'chaveiro' || name.startsWith('@chaveiro/'))) needed[name] = version;
    }
  }
  return { ...entry, version };
}

/** Puts the version into the lock of the repository: into its own packages, and no other. */
export function setLockVersion(
  lock: { version: string; packages: Record<string, Manifest> },
  version: string,
): typeof lock {
  const packages = Object.entries(lock.packages).map(([place, entry]) => {
    const isOwn = place === '' || place.startsWith('packages/');
    return [place, isOwn && entry.version !== undefined ? setVersion(entry, version) : entry] as const;
  });
  return { ...lock, version, packages: Object.fromEntries(packages) };
}

interface Sbom {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly name: string; readonly group?: string; readonly version: string }[];
}

interface Shrinkwrap {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

/**
 * Compares a bill of materials (CycloneDX) with what the package is installed with; answers what is wrong with it.
 *
 * npm makes an incomplete one of a workspace without a word, so that each is looked through.
 */
export function wrongInSbom(
  sbom: Sbom,
  released: { readonly name: string; readonly version: string },
  shrinkwrap: Shrinkwrap | null,
): string[] {
  const { name, version } = sbom.metadata.component;
  const wrong = [];
  if (name !== released.name || version !== released.version) wrong.push(`it is about ${name}@${version}`);
  const told = new Set(sbom.components.map((each) => `${nameOf(each)}@${each.version}`));
  const needed = new Set(
    Object.entries(shrinkwrap?.packages ?? {})
      .filter(([place]) => place !== '')
      .map(([place, each]) => `${place.slice(place.lastIndexOf('node_modules/') + 13)}@${each.version}`),
  );
  for (const each of needed) if (!told.has(each)) wrong.push(`it lacks ${each}`);
  for (const each of told) if (!needed.has(each)) wrong.push(`it names ${each}, which is not installed`);
  return wrong;
}

const nameOf = ({ name, group }: Sbom['components'][number]) =>
  group === undefined || name.startsWith('@') ? name : `${group}/${name}`;

/** The host of every address that is not decided yet; nobody can own it (RFC 2606). */
export const placeholderHost = 'git.example';
