import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Catcher, startCatcher } from '../../../adapters/mail/catcher.ts';
import { compose } from '../../../adapters/mail/compose.ts';
import { parseSender, type SmtpMailer, smtpMailer } from '../../../adapters/mail/send.ts';
import type { MailToSend } from '../../../src/service/mail/mail-to-send.ts';
import type { CaughtMail as Mail } from '../../../src/ui/caught-mail.ts';
import { howLong, lengthOfTime, waitOf } from '../../../src/ui/formats.ts';
import { mailWords } from '../../../src/ui/sentences/mail.ts';
import { selfSigned } from '../../kit/certificate.ts';

const url = 'https://staffroom.school.example/password/set/abc_DEF-123';

function mail(values: Partial<MailToSend> = {}): MailToSend {
  return {
    mailId: randomUUID(),
    kind: 'invitation',
    to: 'ben@riverside.example',
    firstName: 'Ben',
    centreName: 'Riverside School',
    supportContact: 'IT desk, extension 214',
    replyTo: null,
    at: new Date('2026-09-07T08:00:00Z'),
    timeZone: 'Asia/Kolkata',
    codes: [],
    tie: null,
    link: { url, goodForMs: 7 * 24 * 3_600_000 },
    transfer: null,
    chat: null,
    request: null,
    newCoordinator: null,
    directoryEnds: null,
    reminder: null,
    week: null,
    forgottenUrl: 'https://staffroom.school.example/password/forgotten',
    accountUrl: 'https://staffroom.school.example/account',
    ...values,
  };
}

const withLink: MailToSend['kind'][] = ['invitation', 'reset', 'confirm-email'];
const surprising: MailToSend['kind'][] = [...withLink, 'password-changed', 'email-changed'];
const kinds = Object.keys(mailWords) as MailToSend['kind'][];

describe('composing', () => {
  test.each(kinds)('%s says the same in HTML and in plain text', (kind) => {
    const linked = withLink.includes(kind);
    const { subject, html, text } = compose(
      mail({ kind, ...(linked ? {} : { link: null }) }),
      'no-reply@school.example',
    );
    expect(subject).toContain('Riverside School');
    for (const words of [html, text]) {
      expect(words).toContain('Hello Ben,');
      expect(words).toContain('IT desk, extension 214');
      // What to do for whom it is a surprise; what was asked for, or handed over, is none.
      if (surprising.includes(kind)) expect(words).toMatch(/If (you did not|this is a surprise|you think)/);
      expect(words.includes(url)).toBe(linked);
      expect(words).not.toMatch(/undefined|\[object/);
    }
    // The button, the bare address as a link, and its words.
    if (linked) expect(html.split(url)).toHaveLength(4);
  });

  const aRequest: NonNullable<MailToSend['request']> = {
    id: randomUUID(),
    kind: 'access',
    site: 'test-maker',
    reason: 'the <i>mocks\nnext week',
    status: 'denied',
    asker: {
      id: randomUUID(),
      firstName: 'Ada',
      lastName: '<b>Obi',
      role: 'teacher',
      status: 'active',
      programmes: [],
      email: 'ada@school.example',
    },
    createdAt: new Date(),
    expiresAt: new Date('2026-09-10T08:00:00Z'),
    decidedAt: new Date(),
    decidedBy: { id: randomUUID(), name: 'Amina <b>Rahman' },
    decisionReason: 'ask\nJoseph first',
    siteAdmin: false,
    reminded: false,
  };

  test('a request that waits says who asks for what and why, until when, and what to type', () => {
    const waits = compose(mail({ kind: 'request-waits', link: null, request: aRequest }), 'no-reply@school.example');
    expect(waits.text).toContain('Ada <b>Obi asks for access to Test Maker: “the <i>mocks\nnext week”');
    expect(waits.text).toContain('it expires 10 Sep 2026, 13:30');
    expect(waits.text).toContain('type “requests” in your own chat with Staffroom');
    expect(waits.html).not.toMatch(/<b>|<i>/);
  });

  test('an answer to a request says what was asked for, who decided and why', () => {
    const denied = compose(
      mail({ kind: 'request-denied', link: null, request: { ...aRequest, asker: null } }),
      'no-reply@school.example',
    );
    expect(denied.text).toContain('You asked for access to Test Maker. Amina <b>Rahman denied it: “ask\nJoseph first”');
    expect(denied.html).not.toContain('<b>Rahman');
  });

  test('an invitation says how long it is good for and names the sender', () => {
    const { text } = compose(mail(), 'no-reply@school.example');
    expect(text).toContain('good for 7 days');
    expect(text).toContain('no-reply@school.example. Add this address to your safe senders');
  });

  test('times are the school’s own', () => {
    expect(compose(mail({ kind: 'password-changed', link: null }), 'a@b').text).toContain('7 Sep 2026, 13:30');
  });

  test('text of people stays text', () => {
    const { subject, html } = compose(
      mail({ centreName: 'A & B\r\nBcc: all@school.example', firstName: '<img src=x>' }),
      'a@b',
    );
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  test.each([
    [7 * 24 * 3_600_000, '7 days'],
    [24 * 3_600_000, '24 hours'],
    [3_600_000, '1 hour'],
    [1_800_000, '30 minutes'],
  ])('%d ms', (ms, words) => expect(lengthOfTime(ms)).toBe(words));

  test.each([
    [1, 'a minute'],
    [90, '90 minutes'],
    [91, '2 hours'],
    [1_440, '24 hours'],
  ])('a wait of %d minutes', (minutes, words) => expect(waitOf(minutes)).toBe(words));

  test.each([
    [0, 'less than a minute'],
    [61, 'an hour'],
    [4_387, '3 days'],
  ])('%d minutes by now', (minutes, words) => expect(howLong(minutes)).toBe(words));
});

describe('sending over SMTP', () => {
  let catcher: Catcher;
  let mailer: SmtpMailer;
  beforeAll(async () => {
    catcher = await startCatcher();
    mailer = smtpMailer({ url: catcher.url, from: 'Staffroom <no-reply@school.example>' });
  });
  afterAll(async () => {
    mailer.close();
    await catcher.close();
  });

  test('a mail arrives as it was written', async () => {
    const seen: Mail[] = [];
    const end = catcher.onChange((m) => seen.push(m));
    expect(await mailer.send(mail({ to: 'zoë@riverside.example', centreName: 'École “Łódź”' }))).toEqual({
      taken: true,
    });
    end();
    const [caught] = catcher.list();
    expect(caught).toMatchObject({
      to: 'zoë@riverside.example',
      from: 'no-reply@school.example',
      subject: 'Set up your account at École “Łódź”',
    });
    expect(caught?.html).toContain(url);
    expect(caught?.text).toContain(url);
    expect(seen).toEqual([caught]);
  });

  test('answers go where the school says, and the mail says so; the sender stays ours', async () => {
    await mailer.send(mail({ to: 'reply@riverside.example', replyTo: 'office@riverside.example' }));
    const [caught] = catcher.list();
    expect(caught).toMatchObject({ from: 'no-reply@school.example', replyTo: 'office@riverside.example' });
    for (const words of [caught?.text, caught?.html])
      expect(words).toContain('Answers to this mail go to office@riverside.example');
    await mailer.send(mail());
    expect(catcher.list()[0]).not.toHaveProperty('replyTo');
    expect(catcher.list()[0]?.text).toContain('Answers to this mail are not read');
  });

  test('ASVS 1.3.11: an address with a comma, quotes or line breaks is one address or none', async () => {
    const before = catcher.list().length;
    for (const to of ['a,b@riverside.example', '"x"@riverside.example', 'a\r\nRCPT TO:<evil@x.example>@y.example']) {
      const delivery = await mailer.send(mail({ to })).catch(() => ({ taken: false }));
      if (delivery.taken) expect(catcher.list()[0]?.to.replace('"a,b"', 'a,b')).toBe(to);
    }
    expect(catcher.list().every((m) => !m.to.startsWith('evil'))).toBe(true);
    expect(catcher.list().length - before).toBeLessThanOrEqual(2);
  });

  test('an address that the server refuses is refused for good', async () => {
    expect(await mailer.send(mail({ to: 'ben@bounce.example' }))).toEqual({
      taken: false,
      about: 'address',
      said: expect.stringContaining('550 5.1.1'),
    });
  });

  test('a mail that can’t be written, as one of a later version, is no word of the server’s', async () => {
    const later = mail({ kind: 'of-a-later-version' as MailToSend['kind'] });
    await expect(mailer.send(later)).rejects.toThrow();
  });

  test('two hundred at once', async () => {
    const sent = await Promise.all(Array.from({ length: 200 }, (_, i) => mailer.send(mail({ to: `p${i}@x.example` }))));
    expect(sent.every((d) => d.taken)).toBe(true);
    expect(catcher.list().filter((m) => m.to.endsWith('@x.example'))).toHaveLength(200);
  });
});

describe('what is not taken is told by whom it is about', () => {
  const servers: SMTPServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  async function server(options: ConstructorParameters<typeof SMTPServer>[0]): Promise<SmtpMailer> {
    const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], logger: false, ...options });
    smtp.on('error', () => {});
    servers.push(smtp);
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    return smtpMailer({ url: `smtp://u:p@127.0.0.1:${port}`, from: 'no-reply@school.example' });
  }
  const say = (responseCode: number, words = 'said so') => Object.assign(new Error(words), { responseCode });
  const answerData =
    (code: number, words?: string): SMTPServerOptions['onData'] =>
    (stream, _session, done) =>
      void stream.resume().on('end', () => done(say(code, words)));

  type Expected = { about: string; why?: string; later?: boolean; retryAfterMs?: number };
  test.each([
    ['no connection', undefined, { about: 'us', why: 'away' }],
    [
      'greylisted',
      {
        onRcptTo: ({ address }, _s, done) => done(say(450, `4.7.1 <${address}> Greylisted, try again in 300 seconds`)),
      },
      { about: 'address-now', retryAfterMs: 300_000 },
    ],
    ['a full mailbox', { onRcptTo: (_a, _s, done) => done(say(552, '5.2.2 mailbox full')) }, { about: 'address-now' }],
    [
      'our sign-in refused',
      { onAuth: (_a, _s, done) => done(say(535)) },
      { about: 'us', why: 'setting', later: false },
    ],
    ['our sender refused', { onMailFrom: (_a, _s, done) => done(say(553)) }, { about: 'us', why: 'setting' }],
    ['sign in first', { onRcptTo: (_a, _s, done) => done(say(530)) }, { about: 'us', why: 'setting', later: true }],
    [
      'too many connections',
      { onConnect: (_s, done) => done(say(432, '4.3.2 concurrent connections')) },
      { about: 'us', why: 'connections' },
    ],
    [
      'too fast',
      { onRcptTo: (_a, _s, done) => done(say(421, '4.7.0 too fast')) },
      { about: 'us', why: 'pace', later: true },
    ],
    ['a 4xx for the mail', { onData: answerData(452) }, { about: 'unclear' }],
    ['a 5xx for the mail', { onData: answerData(554) }, { about: 'unclear' }],
    ['SendAsDenied', { onData: answerData(554, '5.2.252 SendAsDenied') }, { about: 'us', why: 'setting', later: true }],
  ] as [string, ConstructorParameters<typeof SMTPServer>[0], Expected][])('%s', async (_what, options, expected) => {
    const accept = {
      onAuth: (_a: unknown, _s: unknown, done: (e: null, r: object) => void) => done(null, { user: 1 }),
    };
    const mailer = options
      ? await server({ ...(accept as object), ...options })
      : smtpMailer({ url: `smtp://127.0.0.1:${await freePort()}`, from: 'a@b.example' });
    const delivery = await mailer.send(mail());
    expect(delivery).toMatchObject({ taken: false, ...expected });
    if (delivery.taken || delivery.about === 'address') return;
    expect(delivery.problem).toMatch(/^E\w+ \w/);
    expect(inspect(delivery.problem)).not.toContain('riverside');
    mailer.close();
  });

  test('an international domain is sent as servers write it; letters before the @ that one can’t read are the address’s', async () => {
    let written = '';
    const mailer = await server({
      onAuth: (_a, _s, done) => done(null, { user: '1' }),
      onRcptTo: ({ address }, _s, done) =>
        done(/^[\0-\x7f]+@/.test(address) ? null : say(501, 'Syntax error in parameters')),
      onData: (stream, _s, done) => void stream.on('data', (chunk) => (written += chunk)).on('end', () => done()),
    });
    expect(await mailer.send(mail({ to: 'ada@schule-münchen.example' }))).toEqual({ taken: true });
    expect(written).toContain('To: ada@xn--schule-mnchen-3ob.example');
    expect(await mailer.send(mail({ to: 'žofie@school.example' }))).toMatchObject({ taken: false, about: 'address' });
    mailer.close();
  });

  test('a server that takes a connection and says nothing is away', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const mailer = smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'a@b.example', silentMs: 50 });
    expect(await mailer.send(mail())).toMatchObject({ taken: false, about: 'us', why: 'away' });
    mailer.close();
    silent.close();
  });

  /** A server that takes all but what comes to this. */
  async function breaking(at: 'RCPT' | 'DATA' | '.', how: (socket: Socket) => void): Promise<SmtpMailer> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 here\r\n');
      let inData = false;
      socket.on('data', (sent) => {
        for (const line of sent.toString().split('\r\n').slice(0, -1)) {
          if (inData && line !== '.') continue;
          if (line.startsWith(at)) how(socket);
          else socket.write(line === 'DATA' ? '354 go on\r\n' : '250 well\r\n');
          inData = line === 'DATA';
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    const { port } = server.address() as AddressInfo;
    return smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'a@b.example', silentMs: 50 });
  }
  const talksOn = (socket: Socket) => {
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('250-and\r\n')), 10);
  };

  test.concurrent.each([
    ['breaks off at the recipient', 'RCPT', (s) => s.destroy(), undefined],
    ['says nothing to the recipient', 'RCPT', () => {}, undefined],
    ['breaks off when all was told', '.', (s) => s.destroy(), true],
    ['says nothing when all was told', '.', () => {}, true],
    ['talks on and on when all was told', '.', talksOn, true],
    ['closes with 421 when all was told', '.', (s) => s.end('421 4.3.2 shutting down\r\n'), undefined],
  ] as [string, 'RCPT' | '.', (socket: Socket) => void, true | undefined][])(
    'a server that %s is away, and others have their turn before that mail',
    async (_what, at, how, unsure) => {
      const mailer = await breaking(at, how);
      const delivery = await mailer.send(mail());
      expect(delivery).toMatchObject({ taken: false, about: 'us', why: 'away', later: true });
      expect((delivery as { unsure?: true }).unsure).toBe(unsure);
      mailer.close();
    },
  );

  test('a certificate that can’t be trusted, and TLS at the wrong port, are told as what they are', async () => {
    const { certificate: cert, key } = selfSigned('elsewhere.example');
    for (const secure of [true, false]) {
      const smtp = new SMTPServer({ secure, cert, key, authOptional: true, logger: false });
      smtp.on('error', () => {});
      servers.push(smtp);
      await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
      const { port } = smtp.server.address() as AddressInfo;
      const mailer = smtpMailer({ url: `${secure ? 'smtps' : 'smtp'}://127.0.0.1:${port}`, from: 'a@b.example' });
      const problem = expect.stringMatching(/SELF_SIGNED_CERT: its certificate can’t be trusted/);
      expect(await mailer.send(mail())).toMatchObject({ about: 'us', why: 'setting', problem });
      mailer.close();
    }
    const withoutTls = await startCatcher();
    const plain = smtpMailer({ url: withoutTls.url.replace('smtp:', 'smtps:'), from: 'a@b.example' });
    const problem = expect.stringContaining('smtps:// goes with port 465');
    expect(await plain.send(mail())).toMatchObject({ about: 'us', why: 'setting', problem });
    plain.close();
    await withoutTls.close();
  });

  test('ASVS 12.3.1: a server without STARTTLS is told nothing where TLS is needed', async () => {
    const told: string[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onMailFrom: ({ address }, _session, done) => done(void told.push(address)),
    });
    servers.push(smtp);
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    const strict = smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'a@b.example', needsTls: true });
    const noTls = /ETLS .*it speaks no TLS that can be trusted\. .*ALLOW_UNENCRYPTED=smtp/;
    expect(await strict.send(mail())).toMatchObject({
      about: 'us',
      why: 'setting',
      problem: expect.stringMatching(noTls),
    });
    await expect(strict.check()).rejects.toThrow(noTls);
    strict.close();
    expect(told).toEqual([]);
    const loose = smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'a@b.example' });
    await loose.check();
    expect(await loose.send(mail())).toEqual({ taken: true });
    loose.close();
  });
});

describe('the catcher’s history', () => {
  test('outlives a stop, and a torn last line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'staffroom-mails-'));
    const historyFile = join(folder, 'below', 'mails.jsonl');
    const send = async (catcher: Catcher, to: string) => {
      const mailer = smtpMailer({ url: catcher.url, from: 'a@b.example' });
      await mailer.send(mail({ to }));
      mailer.close();
    };
    const first = await startCatcher({ historyFile });
    await send(first, 'one@x.example');
    await first.close();
    await appendFile(historyFile, '{"id":"torn","to":"tw');
    const second = await startCatcher({ historyFile });
    await send(second, 'two@x.example');
    await second.close();
    const third = await startCatcher({ historyFile });
    expect(third.list().map((m) => m.to)).toEqual(['two@x.example', 'one@x.example']);
    expect(third.list()[0]?.at).toBeInstanceOf(Date);
    await third.close();
    expect((await readFile(historyFile, 'utf8')).trim().split('\n')).toHaveLength(2);
    await rm(folder, { recursive: true });
  });
});

test.each([
  ['no-reply@school.example', { name: '', address: 'no-reply@school.example' }],
  ['Staffroom <no-reply@school.example>', { name: 'Staffroom', address: 'no-reply@school.example' }],
  ['"The School" <a@b.example>', { name: 'The School', address: 'a@b.example' }],
])('MAIL_FROM %s', (from, sender) => expect(parseSender(from)).toEqual(sender));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
