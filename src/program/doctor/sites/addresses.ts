import type { HttpClient } from '../../../lib/http-client.ts';
import { HttpFailure, publicLookup } from '../../../lib/http-client.ts';
import { isLoopbackHost, whyNotSent } from '../../../lib/net.ts';
import type { ScimAuth } from '../../../service/sites/connection.ts';
import { count } from '../../../ui/formats.ts';
import { lookAtCertificate } from '../address/tls.ts';
import { daysUntil, distrust, isSoon } from '../certificate.ts';
import { networkWord } from '../network-word.ts';

interface Addresses {
  homeUrl: string | null;
  redirectUris: string[];
  logoutUrl: string | null;
  scimUrl: string | null;
  auth: ScimAuth | undefined;
}

/** What is wrong, as it follows a site's name, or about to be; with what to do. */
export interface Amiss {
  is: 'wrong' | 'note';
  says: string;
  todo: string;
}

const askThem = 'Tell whoever runs the site; if the address has changed, a coordinator corrects it in /staff settings.';

/** The page that people open. Where it is within a network of their own it is their browsers' business alone. */
export async function checkHome(http: HttpClient, homeUrl: string | null, signal: AbortSignal): Promise<Amiss[]> {
  if (!homeUrl) return [];
  const said = await http(homeUrl, { method: 'GET', signal }).then(
    ({ status }) => (status >= 500 || status === 404 || status === 410 ? `it answers ${status}` : undefined),
    (error) => (error instanceof HttpFailure && error.problem === 'refused' ? undefined : networkWord(error)),
  );
  return said
    ? [{ is: 'wrong', says: `People can’t open its page, ${originOf(homeUrl)} (${said}).`, todo: askThem }]
    : [];
}

/**
 * The certificates of all servers that people or we are sent to for a site. Those to which this program sends nothing are left out.
 */
export async function checkCertificates(addresses: Addresses, now: Date, signal: AbortSignal): Promise<Amiss[]> {
  const { homeUrl, redirectUris, logoutUrl, scimUrl, auth } = addresses;
  const all = [scimUrl, auth && 'tokenUrl' in auth ? auth.tokenUrl : null, homeUrl, logoutUrl, ...redirectUris];
  const origins = new Set(all.flatMap((address) => (address && isOurs(address) ? originOf(address) : [])));
  const found = await Promise.all(
    [...origins].map(async (origin): Promise<Amiss[]> => {
      const url = new URL(origin);
      const certificate = await lookAtCertificate(url, signal, publicLookup);
      if (!certificate) return [{ is: 'wrong', says: `No connection is made to ${origin}.`, todo: askThem }];
      const problem = distrust(certificate, url.hostname);
      if (problem) return [{ is: 'wrong', says: `${origin} ${problem}.`, todo: askThem }];
      if (!isSoon(certificate, now)) return [];
      const says = `The certificate of ${origin} ends in ${count(daysUntil(certificate.endsAt, now), 'day')}.`;
      return [{ is: 'note', says, todo: 'Tell whoever runs the site, if it is still so in a week.' }];
    }),
  );
  return found.flat();
}

function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && !isLoopbackHost(url.hostname) && !whyNotSent(url, false);
}

const originOf = (address: string) => new URL(address).origin;
