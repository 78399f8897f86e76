import { createTransport } from 'nodemailer';
import type { MailToSend } from '../../src/service/mail/mail-to-send.ts';
import type { Delivery, Mailer } from '../../src/service/mail/mailer.ts';
import { usualConnections } from '../../src/words/mail-server.ts';
import { compose } from './compose.ts';
import { codesOf, retryAfter, sortReply, type Verdict } from './replies.ts';

export interface SmtpMailer extends Mailer {
  /** Whether the server would take mails from us, as far as can be seen without one. @throws Error with its codes */
  check(): Promise<void>;
  close(): void;
}

/**
 * Sends mails by SMTP, over as many connections as mails are sent at once; each is kept open for a while.
 *
 * @param options.url SMTP_URL: `smtp://user:password@host:587`, `smtps://…`
 * @param options.from MAIL_FROM: an address, or `Name <address>`
 * @param options.needsTls whether nothing is said to a server before it speaks TLS
 * @param options.connections most that are open at once
 * @param options.silentMs how long a server may take to greet, in milliseconds; to say something else, three times as long
 */
export function smtpMailer({
  url,
  from,
  needsTls = false,
  connections = usualConnections,
  silentMs = 10_000,
}: SmtpOptions): SmtpMailer {
  const sender = parseSender(from);
  const open = () => openPool(url, needsTls, connections, silentMs);
  let transport = open();
  return {
    async send(mail) {
      try {
        await transport.sendMail(message(mail, sender));
        return { taken: true };
      } catch (error) {
        const delivery = sorted(error);
        if (!delivery.taken && delivery.about === 'us' && delivery.why === 'connections') {
          // Those that nothing goes over count for the server too. What is under way is finished.
          transport.close();
          transport = open();
        }
        return delivery;
      }
    },
    async check() {
      await transport.verify().catch((error: SmtpError & Error) => {
        throw new Error(`The mail server can’t be used: ${reason(error)}`);
      });
    },
    close: () => transport.close(),
  };
}

const openPool = (url: string, needsTls: boolean, maxConnections: number, silentMs: number) =>
  createTransport({
    url,
    pool: true,
    maxConnections,
    maxMessages: 200,
    // Each connection may have been closed by the server meanwhile, which it says by the next mail. A new one says what is the matter.
    maxRequeues: maxConnections + 1,
    // Those that nothing goes over count for the server, and the next mails may be sent by another copy.
    idleTimeout: 5_000,
    connectionTimeout: silentMs,
    greetingTimeout: silentMs,
    socketTimeout: 3 * silentMs,
    requireTLS: needsTls,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0]);

interface SmtpOptions {
  url: string;
  from: string;
  needsTls?: boolean;
  connections?: number;
  silentMs?: number;
}

/** Reads MAIL_FROM. */
export function parseSender(from: string): { name: string; address: string } {
  const [, name = '', address = from.trim()] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(from) ?? [];
  return { name: name.replace(/^"(.*)"$/, '$1'), address };
}

function message(mail: MailToSend, sender: ReturnType<typeof parseSender>) {
  const { subject, html, text } = compose(mail, sender.address);
  return {
    // Addresses are given as objects: a text would be parsed, and a comma in it would make two.
    from: { name: sender.name || mail.centreName, address: sender.address },
    to: { name: '', address: mail.to },
    // The envelope's sender stays ours: what can't be delivered comes back there.
    ...(mail.replyTo && { replyTo: { name: mail.centreName, address: mail.replyTo } }),
    subject,
    html,
    text,
    // The same for every try, so that mail programs show a mail that went out twice as one.
    messageId: `<${mail.mailId}@${sender.address.split('@').at(-1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  rejectedErrors?: SmtpError[];
}

/** Sorts what went wrong by whom it is about. What the server said repeats the address, which belongs in no log: for that there are codes. */
function sorted(error: unknown): Delivery {
  const outer = error as SmtpError & Error;
  const failure = outer.rejectedErrors?.[0] ?? outer;
  const said = failure.response?.slice(0, maxSaid);
  const problem = reason(outer);
  const verdict = said === undefined ? withoutReply(failure) : sortReply(said, failure.command ?? 'CONN');
  const retryAfterMs = said === undefined ? undefined : retryAfter(said);
  if (verdict === 'gone') return { taken: false, about: 'address', said: said ?? outer.message };
  if (verdict === 'later' || verdict === 'unclear')
    return {
      taken: false,
      about: verdict === 'later' ? 'address-now' : 'unclear',
      said: said ?? outer.message,
      problem,
      retryAfterMs,
    };
  // With 421 a server closes the connection, whatever it answers, and which command that was is not told; but at its greeting.
  const isClosed = failure.code === 'ECONNECTION';
  const later = said !== undefined && (isClosed || /^(RCPT TO|DATA)/.test(failure.command ?? ''));
  return { taken: false, about: 'us', why: verdict, problem, retryAfterMs, later };
}

/** Longest that a reply is looked at, in characters. */
const maxSaid = 1_000;

/** Where the server said nothing: what the mail library found wrong by itself, or how the connection failed. */
function withoutReply({ code, command }: SmtpError): Verdict {
  if (code === 'EENVELOPE' && command === 'API') return 'gone';
  if (code === 'EAUTH' || code === 'ETLS' || code === 'ENOAUTH') return 'setting';
  return code === 'EMESSAGE' ? 'unclear' : 'away';
}

const noTls =
  'it speaks no TLS that can be trusted. Set SMTP_URL to a server that does, by the name in its certificate, or where nobody else is on the way, allow it with ALLOW_UNENCRYPTED=smtp';

/** Codes only: `EENVELOPE RCPT TO 450 4.2.1`, `ESOCKET CONN ECONNREFUSED`. */
function reason(outer: SmtpError & Error): string {
  const { code, command, responseCode, response } = outer.rejectedErrors?.[0] ?? outer;
  const { enhanced } = codesOf(response ?? outer.message);
  const system = /\bE[A-Z]{4,}\b/.exec(outer.message)?.[0];
  const codes = [...new Set([code, command, responseCode ?? system, enhanced].filter(Boolean))].join(' ');
  return code === 'ETLS' ? `${codes}: ${noTls}` : codes || 'it did not say why';
}
