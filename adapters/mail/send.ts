import type { createTransport } from 'nodemailer';
import type { MailToSend } from '../../src/service/mail/mail-to-send.ts';
import type { Mailer } from '../../src/service/mail/mailer.ts';
import { usualConnections } from '../../src/words/mail-server.ts';
import { compose } from './compose.ts';
import { type Come, deliveryOf, reason, type SmtpError } from './failure.ts';

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
 * @param options.silentMs how long a server may take to greet, in milliseconds; to say something else, twelve times as long,
 *   since there are some that look a mail through before they take it, and who does not wait for that sends it twice
 */
export function smtpMailer({
  url,
  from,
  needsTls = false,
  connections = usualConnections,
  silentMs = 10_000,
}: SmtpOptions): SmtpMailer {
  const sender = parseSender(from);
  let transport: ReturnType<typeof openPool> | undefined;
  // With the first mail: the package is large.
  const opened = () => {
    transport ??= openPool(url, needsTls, connections, silentMs);
    return transport;
  };
  const close = () => {
    transport?.then((pool) => pool.close()).catch(() => {});
    transport = undefined;
  };
  return {
    async send(mail) {
      const come = { session: false, whole: false };
      // What can’t be written, as a kind of mail that a later version has queued, is no word of the server’s.
      const written = message(mail, sender);
      try {
        await (await opened()).sendMail({
          ...written,
          come,
          // A server that goes on talking is never silent, and would hold up all mails.
          signal: AbortSignal.timeout(2 * answerMs(silentMs)),
        } as Message);
        return { taken: true };
      } catch (error) {
        const delivery = deliveryOf(error, come, mail.to);
        if (!delivery.taken && delivery.about === 'us' && delivery.why === 'connections') {
          // Those that nothing goes over count for the server too. What is under way is finished.
          close();
        }
        return delivery;
      }
    },
    async check() {
      await (await opened()).verify().catch((error: SmtpError & Error) => {
        throw new Error(`The mail server can’t be used: ${reason(error)}`);
      });
    },
    close,
  };
}

/** How long a server may take to answer, in milliseconds. */
const answerMs = (silentMs: number) => 12 * silentMs;

/** A mail, and how far it comes: whether the server listened to it, and whether it was told all of it. */
type Message = Parameters<ReturnType<typeof createTransport>['sendMail']>[0] & { come: Come };

async function openPool(url: string, needsTls: boolean, maxConnections: number, silentMs: number) {
  const { createTransport } = await import('nodemailer');
  const pool = createTransport({
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
    socketTimeout: answerMs(silentMs),
    requireTLS: needsTls,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0]);
  pool.use('stream', (mail, done) => {
    const { message } = mail;
    const { come } = mail.data as Message;
    const read = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      come.session = true;
      return read(options).once('end', () => {
        come.whole = true;
      });
    };
    done();
  });
  return pool;
}

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
