import { isLoopback, whyNotSent } from '../../lib/net.ts';
import { Refusal } from '../errors.ts';

/** Longest address, in characters; browsers and servers take longer ones, people write none. */
const maxAddress = 1_000;

/** Most addresses in one field. */
const maxAddresses = 10;

/**
 * Who goes there: people's browsers, whose own machine may stand in while a site is being made; or we, with what is secret.
 */
type Goer = 'browser' | 'us';

/**
 * What is wrong with an address; nothing where nothing is.
 *
 * @param home whether this program works for its own machine alone: then sites of that machine are its business. A program
 *   that the world reaches is not sent to what listens beside it
 */
export function wrongAddress(address: string, goer: Goer, home: boolean, field: string): Refusal | undefined {
  if (address.length > maxAddress) return new Refusal('value-too-long', { max: maxAddress }, field);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const plain = /^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(address);
  if (!url || !plain || url.username || url.password) return new Refusal('address-malformed', {}, field);
  if (address.includes('#')) return new Refusal('address-fragment', {}, field);
  if (goer === 'browser')
    return url.protocol === 'https:' || isLoopback(address) ? undefined : new Refusal('address-insecure', {}, field);
  const why = whyNotSent(url, home);
  return why && new Refusal(`address-${why}`, {}, field);
}

/** The first that is wrong of several to which browsers go. */
export function wrongAddresses(addresses: string[], field: string): Refusal | undefined {
  if (addresses.length > maxAddresses) return new Refusal('addresses-many', { max: maxAddresses }, field);
  return addresses.map((a) => wrongAddress(a, 'browser', false, field)).find((r) => r !== undefined);
}
