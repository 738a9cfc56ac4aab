import type { Question, ResolvedQuestion, Verifier } from '#engine';
import { type AddressMistake, parseRequirementAddress } from './requirement-address.ts';

/** A gateway's address, read and looked up. */
export interface AddressTarget {
  readonly target: ResolvedQuestion;
  /** The query in which the requirement was written; `null` in the path form. */
  readonly query: string | null;
}

/**
 * A gateway's configuration has a few short addresses. More or longer ones are somebody's invention
 * (a client's query that came through): then it is as well to begin again, or not to keep them.
 */
const maxAddresses = 1000;
const maxAddressLength = 2000;

/** Reads each address once, and looks its names up again only when what the index knows has changed. */
export function createTargetCache(verifier: Pick<Verifier, 'resolve'>, prefixLength: number) {
  const known = new Map<string, { question: Question; target: ResolvedQuestion; query: string | null }>();
  // Most requests have the same address as the one before: to compare is cheaper than to hash.
  let lastUrl = '';
  let last: ReturnType<typeof known.get>;

  return function targetOf(url: string): AddressTarget | AddressMistake {
    const entry = url === lastUrl ? last : known.get(url);
    if (entry !== undefined) {
      lastUrl = url;
      last = entry;
      if (!entry.target.isCurrent()) entry.target = verifier.resolve(entry.question);
      return entry;
    }
    const address = parseRequirementAddress(url.slice(prefixLength));
    if ('mistake' in address) return address;
    const mark = url.indexOf('?');
    // The path form ignores the query, which may be a client's: each of them is the same address.
    if (address.query === null && mark !== -1) return targetOf(url.slice(0, mark));
    const fresh = { ...address, target: verifier.resolve(address.question) };
    if (known.size >= maxAddresses) known.clear();
    if (url.length <= maxAddressLength) known.set(url, fresh);
    return fresh;
  };
}

/** What in the address does not exist, in a sentence for the log; `null` when everything does. */
export function unknownName(target: ResolvedQuestion): string | null {
  if (target.unknownAccount) return `There is no account "${shorten(target.accountName ?? '')}".`;
  const [resource] = target.unknownResources;
  if (resource !== undefined) return `There is no resource "${shorten(resource)}".`;
  return target.unknownApi === null ? null : `There is no API "${shorten(target.unknownApi)}".`;
}

function shorten(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
