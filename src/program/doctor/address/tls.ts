import { isIP, type LookupFunction } from 'node:net';
import { count } from '../../../ui/formats.ts';
import { type Certificate, daysUntil, distrust, isSoon, secure } from '../certificate.ts';
import type { Finding } from '../check.ts';

const about = 'address';

/**
 * The certificate that is shown at an address.
 *
 * @param lookup what the name leads to; whatever it does, where it is not given
 * @returns nothing where nobody could be asked for one
 */
export async function lookAtCertificate(
  url: URL,
  signal: AbortSignal,
  lookup?: LookupFunction,
): Promise<Certificate | undefined> {
  const host = hostOf(url);
  const options = {
    host,
    port: Number(url.port) || 443,
    ...(!isIP(host) && { servername: host }),
    ...(lookup && { lookup }),
  };
  const found = await secure(options, signal).catch(() => undefined);
  found?.socket.destroy();
  return found?.certificate;
}

/** The host of an address, an IPv6 one without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

export function certificateFinding(certificate: Certificate, host: string, now: Date): Finding {
  const problem = distrust(certificate, host);
  if (problem) {
    return {
      about,
      is: 'wrong',
      says: `${host} ${problem}. Browsers warn people off, and neither Slack nor Teams calls it.`,
      todo:
        certificate.problem === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
          ? 'Give the reverse proxy the whole chain (fullchain.pem, not cert.pem).'
          : 'Have the reverse proxy show a certificate of a known authority for that name, such as one of Let’s Encrypt. If yours is of your own authority, name its file in NODE_EXTRA_CA_CERTS.',
    };
  }
  const days = daysUntil(certificate.endsAt, now);
  if (!isSoon(certificate, now)) {
    const says = `The certificate of ${host} is good for another ${days} days.`;
    return { about, is: 'good', says };
  }
  const says = `The certificate of ${host} ends in ${count(days, 'day')}. From then on browsers warn people off.`;
  const todo =
    'It should have been renewed by now: see that what renews it (certbot, Caddy, your provider) still runs.';
  return { about, is: 'wrong', says, todo };
}
