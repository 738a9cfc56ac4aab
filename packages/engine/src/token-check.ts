import type { KeyIndex } from './key-index.ts';
import { pairCost } from './slow-checks.ts';
import { hasValidChecksum, isImportedTokenShape, isWellFormedToken, tokenDigest } from './token-format.ts';

/** `checkToken`: the token is not one of the key's. */
export const wrongToken = 0;
/** `checkToken`: the key of a stored hash is missing, so nobody can say whether the token is right. */
export const unverifiableToken = -1;
/** `checkToken`: more credentials are being checked than the processor has time for. */
export const expensiveToken = -2;

/** As many as a key can have; a failure costs this many, whatever the key has. */
const slowChecks = 2;

const digest = Buffer.alloc(32);
const digestWords = new Uint32Array(digest.buffer, digest.byteOffset, digest.length / 4);

/**
 * Finds the live token of a key that is this one: its row, or one of the negative answers above.
 *
 * The fast way is one SHA-256 and one comparison for each token that has passed here before. The
 * slow way computes an HMAC with the key of the stored hash; what passes is remembered.
 *
 * All failures look alike from outside. A well-formed token costs one SHA-256, a valid checksum two
 * slow checks, and where the key has fewer tokens to check, or does not exist (row 0), nobody's
 * token is checked in their place. Only a key with an imported token differs: for it, tokens
 * without our form have to be checked as well.
 *
 * @param appKey the key string that was sent, whether it is a key's or not
 */
export function checkToken(index: KeyIndex, keyRow: number, appKey: string, token: string): number {
  const { keys, tokens } = index;
  const isOurs = isWellFormedToken(token);
  if (!isOurs && !(keys.hasImported(keyRow) && isImportedTokenShape(token))) return wrongToken;
  digest.write(tokenDigest(token), 'latin1');
  for (let row = tokens.first(keyRow); row !== 0; row = tokens.next(row)) {
    if (tokens.remembers(row, digestWords)) return row;
  }

  const isIntact = isOurs && hasValidChecksum(token);
  const mayBeImported = keys.hasImported(keyRow) && isImportedTokenShape(token);
  if (!isIntact && !mayBeImported) return wrongToken;
  if (!index.slowChecks.take(appKey, pairCost)) return expensiveToken;
  let checks = 0;
  let isUnverifiable = false;
  for (let row = tokens.first(keyRow); row !== 0; row = tokens.next(row)) {
    if (tokens.isRemembered(row) || !(tokens.isImported(row) ? mayBeImported : isIntact)) continue;
    checks++;
    isUnverifiable ||= tokens.isKeyless(row);
    if (!tokens.isHashOf(row, digest) || tokens.isKeyless(row)) continue;
    tokens.remember(row, digest);
    return row;
  }
  for (; checks < slowChecks; checks++) tokens.isHashOf(0, digest);
  return isUnverifiable ? unverifiableToken : wrongToken;
}
