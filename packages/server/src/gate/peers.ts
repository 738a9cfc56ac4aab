import { BlockList, isIPv6, type Socket, SocketAddress } from 'node:net';

/** A set of addresses, ranges and, under the name `unix`, the unix socket. */
export interface PeerList {
  /** @param address as a socket tells it; `undefined` means the unix socket */
  has(address: string | undefined): boolean;
}

/** How the unix socket is called in lists and in sources of calls. */
const unixPeer = 'unix';

/** An IPv4 address that arrives on a socket for both families, such as `::ffff:10.0.0.1`. */
const mappedPrefix = /^::ffff:(?=\d+\.)/i;

/** The address in the form in which lists and logs have it. */
export function peerAddress(address: string | undefined): string {
  return address === undefined ? unixPeer : address.replace(mappedPrefix, '');
}

/** The form in which a socket would tell an address that somebody has written: one for all spellings. */
export function plainAddress(address: string): string {
  if (!isIPv6(address)) return address;
  // The zone of a link-local address means something only on the machine that wrote it.
  const [withoutZone = ''] = address.split('%');
  return peerAddress(new SocketAddress({ address: withoutZone, family: 'ipv6' }).address);
}

/** @param entries addresses, ranges such as `10.0.0.0/8`, and `unix`; already checked by the configuration */
export function createPeerList(entries: readonly string[]): PeerList {
  const list = new BlockList();
  for (const entry of entries) {
    if (entry === unixPeer) continue;
    const [written = '', prefix] = entry.split('/');
    const address = prefix === undefined ? plainAddress(written) : written;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  const hasUnix = entries.includes(unixPeer);
  return {
    has: (address) => {
      const plain = peerAddress(address);
      return plain === unixPeer ? hasUnix : list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
    },
  };
}

const isMember = Symbol('isMember');

/** Asks the list once per connection: the answer cannot change while it is open. */
export function isPeerOf(list: PeerList, socket: Socket & { [isMember]?: boolean }): boolean {
  socket[isMember] ??= list.has(socket.remoteAddress);
  return socket[isMember];
}
