import { createTransport } from 'nodemailer';
import type { MailToSend } from '../../src/service/mail/mail-to-send.ts';
import type { Delivery, Mailer } from '../../src/service/mail/mailer.ts';
import { compose } from './compose.ts';

export interface SmtpMailer extends Mailer {
  /** Whether the server would take mails from us, as far as can be seen without one. @throws Error with its codes */
  check(): Promise<void>;
  close(): void;
}

/**
 * Sends mails by SMTP, over a few connections that are kept open.
 *
 * @param options.url SMTP_URL: `smtp://user:password@host:587`, `smtps://…`
 * @param options.from MAIL_FROM: an address, or `Name <address>`
 * @param options.needsTls whether nothing is said to a server before it speaks TLS
 */
export function smtpMailer({ url, from, needsTls = false }: SmtpOptions): SmtpMailer {
  const sender = parseSender(from);
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    maxMessages: 200,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    requireTLS: needsTls,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0]);
  return {
    async send(mail) {
      try {
        await transport.sendMail(message(mail, sender));
        return { taken: true };
      } catch (error) {
        return refusedForGood(error);
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

interface SmtpOptions {
  url: string;
  from: string;
  needsTls?: boolean;
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

/**
 * Sorts what went wrong. For good is what the server says with 5xx about this address or this mail; all else (no
 * connection, a 4xx, our own sign-in or sender refused) may be mended while the mail waits.
 *
 * @throws what may be mended, without what the server said: it repeats the address, which belongs in no log
 */
function refusedForGood(error: unknown): Delivery {
  const outer = error as SmtpError & Error;
  const { code, command, responseCode, response } = outer.rejectedErrors?.[0] ?? outer;
  const said = response ?? outer.message;
  const aboutAddress = code === 'EENVELOPE' && command !== 'MAIL FROM';
  // 530: "sign in first", which says nothing about the address.
  const permanent = responseCode !== undefined ? responseCode >= 500 && responseCode !== 530 : aboutAddress;
  if (permanent && (aboutAddress || code === 'EMESSAGE')) return { taken: false, said };
  throw new Error(`The mail server did not take a mail: ${reason(outer)}`);
}

const noTls =
  'it speaks no TLS that can be trusted. Set SMTP_URL to a server that does, by the name in its certificate, or where nobody else is on the way, allow it with ALLOW_UNENCRYPTED=smtp';

/** Codes only: `EENVELOPE RCPT TO 450 4.2.1`, `ESOCKET CONN ECONNREFUSED`. */
function reason(outer: SmtpError & Error): string {
  const { code, command, responseCode, response } = outer.rejectedErrors?.[0] ?? outer;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? outer.message)?.[1];
  const system = /\bE[A-Z]{4,}\b/.exec(outer.message)?.[0];
  const codes = [...new Set([code, command, responseCode ?? system, enhanced].filter(Boolean))].join(' ');
  return code === 'ETLS' ? `${codes}: ${noTls}` : codes || 'it did not say why';
}
