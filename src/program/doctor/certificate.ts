import type { Socket } from 'node:net';
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls';

/** A server's certificate, as it was shown. */
export interface Certificate {
  /** Why it can't be trusted, in OpenSSL's or Node's own word: `CERT_HAS_EXPIRED`; nothing where it can. */
  problem?: string;
  endsAt: Date;
  /** For which names and addresses it is. */
  names: string[];
  issuer: string;
}

/**
 * Speaks TLS over a connection, or to a server, whatever its certificate is: who would use it has to look at `problem` first.
 *
 * @param signal ends it
 * @throws Error with a code where there is no TLS to be had
 */
export function secure(
  options: ConnectionOptions & { socket?: Socket },
  signal: AbortSignal,
): Promise<{ socket: TLSSocket; certificate: Certificate }> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ ...options, rejectUnauthorized: false });
    const stop = () => socket.destroy(new Error('ETIMEDOUT'));
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', reject).once('close', () => reject(new Error('ECONNCLOSED')));
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      const { valid_to, subjectaltname = '', issuer } = socket.getPeerCertificate();
      resolve({
        socket,
        certificate: {
          ...(!socket.authorized && { problem: String(socket.authorizationError) }),
          endsAt: new Date(valid_to),
          names: subjectaltname
            .split(', ')
            .map((name) => name.replace(/^[A-Z][A-Za-z ]*:/, ''))
            .filter(Boolean),
          issuer: [issuer?.O, issuer?.CN].flat().filter(Boolean).join(', '),
        },
      });
    });
  });
}

/** From how many days before its end a certificate is said to be about to end: what renews by itself does so at thirty. */
const soonDays = 14;

const dayMs = 86_400_000;

/** Whole days until then; below zero once it has passed. */
export const daysUntil = (at: Date, now: Date): number => Math.floor((at.getTime() - now.getTime()) / dayMs);

export const isSoon = ({ endsAt }: Pick<Certificate, 'endsAt'>, now: Date): boolean =>
  daysUntil(endsAt, now) < soonDays;

/** Why a certificate can't be trusted, in words; what follows the name of whoever shows it. */
export function distrust({ problem, names, issuer }: Certificate, host: string): string | undefined {
  if (!problem) return undefined;
  return why[problem]?.({ host, names, issuer }) ?? `shows a certificate that can’t be trusted (${problem})`;
}

type Named = { host: string; names: string[]; issuer: string };

const notOurs = ({ issuer }: Named) =>
  `shows a certificate that no authority known to this machine has signed${issuer ? ` (issued by ${issuer})` : ''}`;

const why: Record<string, (of: Named) => string> = {
  CERT_HAS_EXPIRED: () => 'shows a certificate that has ended',
  CERT_NOT_YET_VALID: () => 'shows a certificate that is not good yet',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ host, names }) =>
    `shows a certificate for ${names.slice(0, 3).join(', ') || 'another name'}, not for ${host}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'shows a certificate that signs for itself',
  SELF_SIGNED_CERT_IN_CHAIN: notOurs,
  UNABLE_TO_GET_ISSUER_CERT: notOurs,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notOurs,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () =>
    'shows its certificate without the ones between it and its authority, or one that no authority known to this machine has signed',
};
