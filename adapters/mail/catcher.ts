import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { readIfThere } from '../../src/lib/file-problem.ts';
import type { CaughtMail } from '../../src/ui/caught-mail.ts';

export type Catcher = Awaited<ReturnType<typeof startCatcher>>;

export interface CatcherOptions {
  /** Keeps the mails here, as JSON lines, for the next start. */
  historyFile?: string;
  /** For what could not be kept. */
  onError?: (error: unknown) => void;
}

const kept = 500;
const largest = 5 * 1024 * 1024;

/** At this domain every address is refused, so that one can see what becomes of a mail that can't arrive. */
const bounceDomain = 'bounce.example';

/** Starts a mail server on this machine alone, on any free port, that keeps the last 500 mails and sends none on. */
export async function startCatcher({ historyFile, onError = () => {} }: CatcherOptions = {}) {
  const mails = historyFile ? await readHistory(historyFile) : [];
  const callbacks = new Set<(mail: CaughtMail) => void>();
  let writing: Promise<void> = Promise.resolve();
  let lines = mails.length;

  function keep(mail: CaughtMail): void {
    mails.push(mail);
    if (mails.length > kept) mails.splice(0, mails.length - kept);
    if (historyFile) writing = writing.then(() => write(historyFile, mail)).catch(onError);
    for (const callback of callbacks) callback(mail);
  }

  async function write(file: string, mail: CaughtMail): Promise<void> {
    await appendFile(file, asLine(mail));
    lines += 1;
    if (lines < 2 * kept) return;
    lines = mails.length;
    await writeAnew(file, mails);
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largest,
    logger: false,
    onRcptTo({ address }, _session, done) {
      if (address.toLowerCase().endsWith(`@${bounceDomain}`)) done(refusal(550, '5.1.1 There is no such mailbox'));
      else done();
    },
    onData(stream, session, done) {
      receive(stream, session)
        .then(keep)
        .then(() => done())
        .catch((error) => {
          onError(error);
          done(refusal(error?.responseCode ?? 451, 'The mail could not be read'));
        });
    },
  });
  // A client that breaks off is its own affair; without a listener it would end the program.
  server.on('error', onError);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    /** What SMTP_URL would be. */
    url: `smtp://127.0.0.1:${port}`,
    /** Newest first. */
    list: () => mails.toReversed(),
    /** Calls back after every mail that arrives; gives back how to end that. */
    onChange(callback: (mail: CaughtMail) => void): () => void {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await writing;
    },
  };
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<CaughtMail> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is too large is read to its end all the same: the client listens only then.
    if (size <= largest) chunks.push(chunk);
  }
  if (size > largest) throw refusal(552, 'The mail is too large');
  const parsed = await PostalMime.parse(Buffer.concat(chunks));
  const replyTo = parsed.replyTo?.[0]?.address;
  return {
    id: randomUUID(),
    to: session.envelope.rcptTo.map((r) => r.address).join(', '),
    from: parsed.from?.address ?? (session.envelope.mailFrom || { address: '' }).address,
    ...(replyTo && { replyTo }),
    subject: parsed.subject ?? '',
    html: parsed.html ?? '',
    text: parsed.text ?? '',
    at: new Date(),
  };
}

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

const asLine = (mail: CaughtMail) => `${JSON.stringify(mail)}\n`;

/** Reads what was kept. A line that a crash tore, or that is no mail, is left out. */
async function readHistory(file: string): Promise<CaughtMail[]> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const mails = readIfThere(file).split('\n').flatMap(readLine).slice(-kept);
  // A torn last line would swallow the next mail: the file begins anew with what could be read.
  await writeAnew(file, mails);
  return mails;
}

/** Under another name first: a crash leaves the old file or the new one. */
async function writeAnew(file: string, mails: CaughtMail[]): Promise<void> {
  await writeFile(`${file}.new`, mails.map(asLine).join(''), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function readLine(line: string): CaughtMail[] {
  try {
    const { id, to, from, replyTo, subject, html, text, at } = JSON.parse(line);
    const mail = { id, to, from, subject, html, text };
    const when = new Date(at);
    const isMail = Object.values(mail).every((v) => typeof v === 'string') && !Number.isNaN(when.getTime());
    return isMail ? [{ ...mail, ...(typeof replyTo === 'string' && { replyTo }), at: when }] : [];
  } catch {
    return [];
  }
}
