import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether a host is this machine's own: `localhost` or a loopback address, also one of IPv4 inside IPv6.
 *
 * @param host as a URL or a socket writes it: an IPv6 address with or without brackets, and no port
 */
export function isLoopbackHost(host: string): boolean {
  const address = withoutBrackets(host);
  const version = isIP(address);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

/** Whether what goes to a URL stays on this machine. @throws TypeError for what is no URL */
export const isLoopback = (url: string): boolean => isLoopbackHost(new URL(url).hostname);

/** IPv4 that is no place on the internet, by IANA's registry of special-purpose addresses; also what is sent to many at once. */
const special: [address: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Where IPv6 has places on the internet: its unicast range, and IPv4 as a network without any of its own writes it (NAT64). */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
global6.addSubnet('64:ff9b::', 96, 'ipv6');

const notPublic = new BlockList();
for (const [address, bits] of special) {
  notPublic.addSubnet(address, bits, 'ipv4');
  notPublic.addSubnet(`64:ff9b::${address}`, 96 + bits, 'ipv6');
}
// Tunnels (Teredo, 6to4), identifiers, and what documents use.
notPublic.addSubnet('2001::', 23, 'ipv6');
notPublic.addSubnet('2001:db8::', 32, 'ipv6');
notPublic.addSubnet('2002::', 16, 'ipv6');
notPublic.addSubnet('3fff::', 20, 'ipv6');

/** Whether an address is a place on the internet, that anyone reaches. @param address without brackets; what is none is not public */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !notPublic.check(address, 'ipv4');
  // With a zone (`%eth0`) it is of one network alone, and is not looked at by the list.
  if (version === 0 || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** The ports of https; 8443 is what those use who may not open 443. */
const ports = ['', '8443'];

/**
 * Why this program sends nothing to an address, as far as it tells by itself: what its name leads to is looked at when it is
 * connected to.
 *
 * @param home whether this program works for its own machine alone: then what listens there is its business, at any port
 */
export function whyNotSent({ protocol, hostname, port }: URL, home: boolean) {
  if (isLoopbackHost(hostname)) return home ? undefined : 'here';
  if (protocol !== 'https:') return 'insecure';
  const literal = withoutBrackets(hostname);
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) return 'private';
  return ports.includes(port) ? undefined : 'port';
}
