import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const repositoryFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The gateway configurations that users copy. */
export const exampleFolder = join(repositoryFolder, 'examples');

/** The launcher of the command `chaveiro`, which npm links as its bin. */
export const chaveiroBin = join(repositoryFolder, 'packages/server/bin/chaveiro.js');

/** Where Node keeps compiled modules between processes; it looks at their content, so that nothing gets stale. */
export const compileCacheFolder = join(repositoryFolder, 'node_modules/.cache/compiled-for-tests');
