import { isSameMac } from '../../domain/audit-chain.ts';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';
import { checkValueOf, type Pepper } from '../../domain/pepper.ts';
import type { DatabaseFacts } from '../../storage/storage.ts';

/**
 * Whether the pepper file has every pepper that the database names (no token and no password is stored
 * under another one: the schema sees to it), and whether each is the one that the database was made with.
 *
 * @param peppers what the file holds; `undefined` when there is no such file
 */
export function checkPeppers(
  file: string,
  peppers: readonly Pepper[] | undefined,
  known: DatabaseFacts['peppers'],
): Finding[] {
  const putBack = `Put back the pepper file of this installation as ${file}, or set CHAVEIRO_PEPPER_FILE to where it is.`;
  if (peppers === undefined && known.length === 0) {
    return [ok('peppers', `There is no ${file} yet: the first start makes it.`)];
  }
  const needed = known.map(({ id }) => id);
  const missing = needed.filter((id) => !peppers?.some((pepper) => pepper.id === id));
  if (missing.length > 0) {
    const detail = `The database needs the pepper ${missing.join(', ')}, and ${file} does not have it.`;
    return [problem('peppers', detail, putBack)];
  }
  const wrong = known.filter(({ id, checkValue }) => {
    const pepper = peppers?.find((each) => each.id === id);
    return pepper !== undefined && !isSameMac(checkValueOf(pepper), checkValue);
  });
  if (wrong.length > 0) {
    const detail = `The pepper ${wrong.map(({ id }) => id).join(', ')} in ${file} is not the one that the database was made with.`;
    return [problem('peppers', detail, putBack)];
  }
  const unused = (peppers ?? []).filter(({ id }) => !needed.includes(id)).map(({ id }) => id);
  if (unused.length > 0) {
    const detail = `${file} has the pepper ${unused.join(', ')}, which the database does not know and nothing uses.`;
    return [warning('peppers', detail, 'Take out the line if it does not belong to this installation.')];
  }
  return [ok('peppers', `${file} has every pepper that the database names (${needed.join(', ')}).`)];
}
