import { z } from 'zod';
import { isOptional, readAddress, sslModeOf } from '../../../db/address.ts';
import { isLoopbackHost } from '../../lib/net.ts';
import { commaSeparated, setting } from './fields.ts';

const kinds = ['smtp', 'database', 'http'] as const;
type Kind = (typeof kinds)[number];

export const unencryptedFields = {
  ALLOW_UNENCRYPTED: setting(
    {
      is: 'What may go to another machine unencrypted, where nobody else is on the way: `smtp`, `database`, `http`, or several by comma.',
      without: 'a mail server, a database and pages on another machine want TLS',
    },
    commaSeparated.pipe(
      z.array(z.enum(kinds, { error: `this is not a list of ${kinds.join(', ')}, such as smtp,database` })),
    ),
  ),
};

interface Given {
  DATABASE_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  PUBLIC_URL?: string | undefined;
  ALLOW_UNENCRYPTED?: Kind[] | undefined;
}

const alone = (kind: Kind) => `where nobody else is on the way, allow it with ALLOW_UNENCRYPTED=${kind}`;

/** What of nodemailer's options in an address takes from it that a server is spoken to by TLS, and that it is the one that is meant. */
const loose = /^(requireTLS=false|ignoreTLS=true|opportunisticTLS=true|tls\.rejectUnauthorized=false)$/;

const problems: Record<Kind, (given: Given) => string | undefined> = {
  database({ DATABASE_URL }) {
    const address = DATABASE_URL && tried(() => readAddress(DATABASE_URL));
    if (!address || isHere(address.host ?? '')) return undefined;
    if (address.ssl && !isOptional(sslModeOf(DATABASE_URL))) return undefined;
    return `DATABASE_URL: everyone’s accounts would go unencrypted to ${address.host}, or could be made to. Put ?sslmode=verify-full at its end (sslmode=require encrypts without looking at whose server it is); ${alone('database')}.`;
  },
  smtp({ SMTP_URL }) {
    const url = SMTP_URL && tried(() => new URL(SMTP_URL));
    if (!url || isHere(url.hostname)) return undefined;
    const option = [...url.searchParams].map((pair) => pair.join('=')).find((each) => loose.test(each));
    if (!option) return undefined;
    return `SMTP_URL: with ${option} the links in mails could be read on the way to ${url.hostname}. Take it out; ${alone('smtp')}.`;
  },
  http({ PUBLIC_URL }) {
    const url = PUBLIC_URL ? tried(() => new URL(PUBLIC_URL)) : undefined;
    if (url?.protocol !== 'http:' || isHere(url.hostname)) return undefined;
    return `PUBLIC_URL: passwords would go unencrypted to ${url.hostname}. Set it to an https address, with a reverse proxy before this machine; ${alone('http')}.`;
  },
};

/** A line for each setting by which what is secret would go to another machine unencrypted, and is not allowed to. */
export function unencryptedProblems(given: Given): string[] {
  return kinds.flatMap((kind) => (given.ALLOW_UNENCRYPTED?.includes(kind) ? [] : (problems[kind](given) ?? [])));
}

/** Whether SMTP_URL's server has to offer STARTTLS, or TLS from the start. */
export const needsTls = ({ SMTP_URL, ALLOW_UNENCRYPTED }: Given): boolean =>
  SMTP_URL !== undefined && !isHere(new URL(SMTP_URL).hostname) && !ALLOW_UNENCRYPTED?.includes('smtp');

/** Whether a database on another machine is spoken to by TLS, and by whoever answers there. */
export function isUnverified(databaseUrl: string): boolean {
  const { host = '', ssl } = readAddress(databaseUrl);
  return typeof ssl === 'object' && ssl.rejectUnauthorized === false && !isHere(host);
}

const isHere = (host: string) => host.startsWith('/') || isLoopbackHost(host);

/** Nothing for what is not an address, or names a file that can't be read: that is told elsewhere. */
function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
