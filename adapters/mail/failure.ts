import type { Delivery } from '../../src/service/mail/mailer.ts';
import { codesOf, retryAfter, sortReply, type Verdict } from './replies.ts';

/** What the mail library throws. */
export interface SmtpError {
  code?: string;
  /** The system's own, where the connection failed: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  originalCode?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  rejectedErrors?: SmtpError[];
}

/** How far a mail came: whether a server listened to it, and whether it was told all of it. */
export interface Come {
  session: boolean;
  whole: boolean;
}

/**
 * Sorts what went wrong by whom it is about. What the server said repeats the address, which belongs in no log: for that there are codes.
 *
 * @param to whom the mail is for
 */
export function deliveryOf(error: unknown, come: Come, to: string): Delivery {
  const outer = error as SmtpError & Error;
  const failure = outer.rejectedErrors?.[0] ?? outer;
  // Of an encryption that it refuses nothing is to be learnt but that there is none.
  const said = failure.code === 'ETLS' ? undefined : failure.response?.slice(0, maxSaid);
  const problem = reason(outer);
  const sorted = said === undefined ? withoutReply(failure) : sortReply(said, failure.command ?? 'CONN');
  const isOfLetters =
    sorted === 'unclear' && failure.command === 'RCPT TO' && said?.startsWith('5') && hasOwnLetters(to);
  const verdict = isOfLetters ? 'gone' : sorted;
  const retryAfterMs = said === undefined ? undefined : retryAfter(said);
  if (verdict === 'gone') return { taken: false, about: 'address', said: said ?? outer.message };
  if (verdict === 'later')
    return { taken: false, about: 'address-now', said: said ?? outer.message, problem, retryAfterMs };
  if (verdict === 'unclear')
    return {
      taken: false,
      about: 'unclear',
      // What it refuses for now is trouble of its own, as far as it says.
      ifUs: said?.startsWith('4') ? 'away' : 'setting',
      said: said ?? outer.message,
      problem,
      retryAfterMs,
    };
  // With 421 a server closes the connection, whatever it answers, and which command that was is not told; but at its greeting.
  const isClosed = failure.code === 'ECONNECTION';
  const later = said === undefined ? come.session : isClosed || /^(RCPT TO|DATA)/.test(failure.command ?? '');
  const unsure = said === undefined && come.whole;
  return { taken: false, about: 'us', why: verdict, problem, retryAfterMs, later, ...(unsure && { unsure }) };
}

/** Whether a server that knows no SMTPUTF8 can't read it, and calls that a fault of grammar: `žofie@school.example`. A domain is sent in a to z. */
const hasOwnLetters = (address: string) => /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')));

/** Longest that a reply is looked at, in characters. */
const maxSaid = 1_000;

/** What is wrong with the encryption, and what to do; nothing where that is not it. */
function tlsTrouble({ code, originalCode = '' }: SmtpError): string | undefined {
  if (code === 'ETLS') return noTls;
  if (code !== 'ESOCKET') return undefined;
  if (/CERT|UNABLE_TO|CRL|ISSUER/.test(originalCode)) return badCertificate;
  return /SSL|TLS/.test(originalCode) ? wrongTls : undefined;
}

const noTls =
  'it speaks no TLS that can be trusted. Set SMTP_URL to a server that does, by the name in its certificate, or where nobody else is on the way, allow it with ALLOW_UNENCRYPTED=smtp';
const badCertificate =
  'its certificate can’t be trusted. Set SMTP_URL to the name in it, have it renewed, or name a file of whoever issued it in NODE_EXTRA_CA_CERTS';
const wrongTls =
  'it answers without TLS where there should be some. In SMTP_URL, smtps:// goes with port 465, smtp:// with 587';

/** Where the server said nothing: what the mail library found wrong by itself, or how the connection failed. */
function withoutReply(failure: SmtpError): Verdict {
  const { code, command } = failure;
  if (code === 'EENVELOPE' && command === 'API') return 'gone';
  if (code === 'EAUTH' || code === 'ENOAUTH' || tlsTrouble(failure)) return 'setting';
  return code === 'EMESSAGE' ? 'unclear' : 'away';
}

/** Codes only: `EENVELOPE RCPT TO 450 4.2.1`, `ESOCKET CONN ECONNREFUSED`. */
export function reason(outer: SmtpError & Error): string {
  const failure = outer.rejectedErrors?.[0] ?? outer;
  const { code, originalCode, command, responseCode, response } = failure;
  const { enhanced } = codesOf(response ?? outer.message);
  const system = originalCode ?? /\bE[A-Z]{4,}\b/.exec(outer.message)?.[0];
  const codes = [...new Set([code, command, responseCode ?? system, enhanced].filter(Boolean))].join(' ');
  const trouble = tlsTrouble(failure);
  return trouble ? `${codes}: ${trouble}` : codes || 'it did not say why';
}
