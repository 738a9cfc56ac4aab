import { ChaveiroError } from '../../domain/errors.ts';
import { isResourceKey } from '../../domain/resource.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/** Of these keys, those that no resource has, each once, in their order. */
export async function findUnknownResources(tx: ReadTransaction, keys: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(keys)];
  const known = new Set((await tx.findResources(wanted.filter(isResourceKey))).map((resource) => resource.key));
  return wanted.filter((key) => !known.has(key));
}

/**
 * What a role is to hold: each resource once, sorted by byte. Throws `invalid_request` for an empty
 * list, and for unknown resources by their keys.
 */
export async function checkRoleResources(tx: ReadTransaction, keys: readonly string[]): Promise<string[]> {
  const field = 'resources';
  if (keys.length === 0) {
    throw new ChaveiroError('invalid_request', 'A role holds at least one resource.', { field });
  }
  const unknown = await findUnknownResources(tx, keys);
  if (unknown.length > 0) {
    const some = unknown.slice(0, 5).map((key) => JSON.stringify(key));
    throw new ChaveiroError(
      'invalid_request',
      `There is no resource ${some.join(', ')}${unknown.length > some.length ? ', …' : ''}. Keys are exact to the byte.`,
      { field },
    );
  }
  return [...new Set(keys)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
