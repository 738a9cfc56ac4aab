import { isIPv6 } from 'node:net';

/**
 * The part of an address that tells one source from another: all of an IPv4 address, and the first half of an IPv6
 * address, for whoever has one has all that begin alike (RFC 6177).
 *
 * @param address in the form in which sockets tell addresses
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.split('::');
  const groups = before === '' ? [] : before.split(':');
  if (after !== undefined) {
    const rest = after === '' ? [] : after.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
