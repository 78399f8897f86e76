import { isIP } from 'node:net';
import { commaSeparated, optional } from './fields.ts';

/** So many proxies one behind the other, or their addresses, as Express takes them. */
export type TrustedProxies = number | string[];

const mostHops = 10;

const wrong = `this is neither a number of proxies from 1 to ${mostHops} nor a list of their addresses, such as 127.0.0.1,10.0.0.0/8; loopback is this machine`;

const isCount = ([first = '', ...rest]: string[]) =>
  rest.length === 0 && /^\d+$/.test(first) && Number(first) >= 1 && Number(first) <= mostHops;

function isProxy(given: string): boolean {
  if (given === 'loopback') return true;
  const [address = '', bits, ...rest] = given.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

export const proxyFields = {
  TRUSTED_PROXIES: optional(
    commaSeparated
      .refine((parts) => isCount(parts) || (parts.length > 0 && parts.every(isProxy)), { error: wrong })
      .refine((parts) => !parts.some((part) => /\/0+$/.test(part)), {
        error: 'everyone would be a proxy, and could call themselves what they like. Name your proxies alone',
      })
      .transform((parts): TrustedProxies => (isCount(parts) ? Number(parts[0]) : parts)),
  ),
};
