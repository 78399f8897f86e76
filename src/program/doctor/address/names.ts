import { lookup, type Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '../../../lib/net.ts';
import type { Finding } from '../check.ts';

/**
 * Where the name of PUBLIC_URL leads: to a place on the internet, or to one in a network of one's own.
 *
 * @param host without brackets
 * @param needsPublic whose servers have to reach it from the internet, such as `Teams`; nothing where nobody's
 */
export async function checkName(
  host: string,
  resolver: Pick<Resolver, 'resolve4' | 'resolve6'>,
  needsPublic: string | undefined,
): Promise<Finding> {
  const about = 'address';
  const addresses = isIP(host) ? [host] : await inDns(host, resolver);
  if (addresses === undefined) {
    const says = `Where ${host} leads can’t be told: DNS gave no answer.`;
    return { about, is: 'unknown', says, todo: 'Look at this machine’s network and DNS, then look again.' };
  }
  const [first] = addresses;
  if (first === undefined) {
    const isHere = await lookup(host).catch(() => undefined);
    return {
      about,
      is: 'wrong',
      says: isHere
        ? `${host} is known to this machine alone (its hosts file, say): DNS has no such name, and links in mails lead others nowhere.`
        : `DNS knows no ${host}: links in mails lead nowhere.`,
      todo: 'Correct PUBLIC_URL, or have the name added to DNS.',
    };
  }
  const where = isIP(host) ? `PUBLIC_URL names ${host}` : `${host} leads to ${first}`;
  if (addresses.some(isPublicAddress)) return { about, is: 'good', says: `${where}, a place on the internet.` };
  const inside = `${where}, which is reached from inside of a network alone`;
  return needsPublic
    ? {
        about,
        is: 'wrong',
        says: `${inside}, while ${needsPublic} calls it from the internet. (DNS may say otherwise outside: then this is as it should be.)`,
        todo: 'Ask DNS from another network. If it says the same there, give the name a public address.',
      }
    : {
        about,
        is: 'note',
        says: `${inside}: links in mails don’t open elsewhere.`,
        todo: 'If people are to open them from home, give the name a public address.',
      };
}

/** @returns nothing where DNS gave no answer */
async function inDns(host: string, resolver: Pick<Resolver, 'resolve4' | 'resolve6'>): Promise<string[] | undefined> {
  const found = await Promise.all(
    [resolver.resolve4(host), resolver.resolve6(host)].map((asked) =>
      asked.catch(({ code }: NodeJS.ErrnoException) => (code === 'ENODATA' || code === 'ENOTFOUND' ? [] : undefined)),
    ),
  );
  const all = found.flatMap((each) => each ?? []);
  return all.length === 0 && found.includes(undefined) ? undefined : all;
}
