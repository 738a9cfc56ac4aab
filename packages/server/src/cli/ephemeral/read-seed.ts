import type { Config } from '../../config.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isLoopback } from '../../domain/is-loopback.ts';
import { readJsonFile } from '../read-json-file.ts';
import { parseSeed, type Seed } from './parse-seed.ts';

/**
 * What a server is to begin with: nothing, unless it is ephemeral and has a file for it.
 *
 * Throws `invalid_request` for a file that is no seed, for one without `--ephemeral`, and for an ephemeral server that
 * others could reach: its keys may be those of a test, which everybody can read.
 */
export async function readSeed(
  { host }: Pick<Config, 'host'>,
  { ephemeral, seed }: { readonly ephemeral: boolean; readonly seed: string | undefined },
): Promise<Seed> {
  if (!ephemeral && seed !== undefined) {
    throw new ChaveiroError(
      'invalid_request',
      '--seed goes with --ephemeral: a server that keeps what it has is filled by commands.',
    );
  }
  if (ephemeral && !isLoopback(host.includes(':') ? `[${host}]` : host)) {
    throw new ChaveiroError(
      'invalid_request',
      `An ephemeral server listens on loopback only, such as 127.0.0.1, and not on ${host}.`,
    );
  }
  return seed === undefined ? { accounts: [] } : parseSeed(await readJsonFile(seed));
}
