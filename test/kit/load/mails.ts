import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server that only counts. */
export interface CountedMails {
  /** What the program is started with. */
  env: Record<string, string>;
  /** How often each mail came, by what stands before the @ of its Message-ID: its id in the database. */
  came: Map<string, number>;
  close(): Promise<void>;
}

export async function countedMails(): Promise<CountedMails> {
  const came = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A client that was killed in the middle has sent nothing.
      stream.on('error', done);
      stream.on('end', () => {
        const [, id = ''] = /^message-id: <([^@>]+)/im.exec(Buffer.concat(chunks).toString()) ?? [];
        came.set(id, (came.get(id) ?? 0) + 1);
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Staffroom <no-reply@load.example>' },
    came,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
