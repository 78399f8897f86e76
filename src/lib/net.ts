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
  const address = host.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(address);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether what goes to a URL stays on this machine. @throws TypeError for what is no URL */
export const isLoopback = (url: string): boolean => isLoopbackHost(new URL(url).hostname);
