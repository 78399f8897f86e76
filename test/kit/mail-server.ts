import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  /** What SMTP_URL would be, with this password. */
  url(password: string): string;
  /** To whom mails came, in order. */
  readonly arrived: string[];
  /** Most connections that were let in at once, and how many were not. */
  readonly seen: { most: number; turnedAway: number };
  close(): Promise<void>;
}

/**
 * A mail server on this machine that demands what real ones do: a sign-in (535), a sender of its own domain (553), mails that are not too large
 * (552), and no more connections at once than it allows (432, as Exchange Online has it).
 *
 * @param options.connections how many
 * @param options.unknown an address of its domain that is no mailbox (550)
 */
export async function startMailServer(options: {
  password: string;
  domain: string;
  connections: number;
  unknown?: string;
}): Promise<MailServer> {
  const { password, domain, connections, unknown } = options;
  const arrived: string[] = [];
  const seen = { most: 0, turnedAway: 0 };
  const open = new Set<string>();
  const refusal = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    size: 100_000,
    onConnect({ id }, done) {
      if (open.size >= connections) {
        seen.turnedAway += 1;
        return done(refusal(432, '4.3.2 Concurrent connections limit exceeded'));
      }
      open.add(id);
      seen.most = Math.max(seen.most, open.size);
      done();
    },
    onClose: ({ id }) => void open.delete(id),
    onAuth(auth, _session, done) {
      if (auth.password === password) return done(null, { user: auth.username });
      done(refusal(535, '5.7.8 Authentication credentials invalid'));
    },
    onMailFrom({ address }, _session, done) {
      done(
        address.endsWith(`@${domain}`)
          ? null
          : refusal(553, `5.7.1 <${address}>: Sender address rejected: not owned by user`),
      );
    },
    onRcptTo({ address }, _session, done) {
      done(address === unknown ? refusal(550, '5.1.1 Recipient address rejected: User unknown') : null);
    },
    onData(stream, { envelope }, done) {
      stream.resume().on('end', () => {
        if (stream.sizeExceeded) return done(refusal(552, '5.3.4 Message size exceeds fixed limit'));
        arrived.push(...envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  // A client that is turned away breaks off as it likes.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: (password) => `smtp://staffroom:${password}@127.0.0.1:${port}`,
    arrived,
    seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
