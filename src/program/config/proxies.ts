import { isIP } from 'node:net';
import { commaSeparated, setting } from './fields.ts';

/** So many proxies one behind the other, or their addresses, as Express takes them. */
export type TrustedProxies = number | string[];

const maxHops = 10;

const wrong = `this is neither a number of proxies from 1 to ${maxHops} nor a list of their addresses, such as 127.0.0.1,10.0.0.0/8; loopback is this machine`;

const isCount = ([first = '', ...rest]: string[]) =>
  rest.length === 0 && /^\d+$/.test(first) && Number(first) >= 1 && Number(first) <= maxHops;

function isProxy(given: string): boolean {
  if (given === 'loopback') return true;
  const [address = '', bits, ...rest] = given.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** Fewest bits of a network of proxies: of IPv4 those of the largest private one, of IPv6 those of the largest that anyone is given. */
function minBits(address: string): number {
  if (isIP(address) === 4) return 8;
  if (/^f[cd]/i.test(address)) return 7;
  // Here IPv6 writes the addresses of IPv4, by which those are known too.
  return /^(::|0+:)/.test(address) ? 96 + 8 : 16;
}

function isTooWide(given: string): boolean {
  const [address = '', bits] = given.split('/');
  return bits !== undefined && Number(bits) < minBits(address);
}

export const proxyFields = {
  TRUSTED_PROXIES: setting(
    {
      is: 'The proxies before it, whose word about where a request comes from is taken: their addresses or networks, or how many there are one behind the other. Networks have at least 8 bits, of public IPv6 addresses 16.',
      example: 'loopback',
      without: 'nobody is believed about it; behind a proxy everyone then counts as one',
    },
    commaSeparated
      .refine((parts) => isCount(parts) || (parts.length > 0 && parts.every(isProxy)), { error: wrong, abort: true })
      .refine((parts) => !parts.some(isTooWide), {
        error:
          'a network here is so wide that strangers would be proxies, and could call themselves what they like. Name your proxies alone; a network has at least 8 bits, one of public IPv6 addresses at least 16',
      })
      .transform((parts): TrustedProxies => (isCount(parts) ? Number(parts[0]) : parts)),
  ),
};
