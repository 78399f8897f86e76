import { type AddressInfo, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkMailDomain } from '../../../src/program/doctor/mail/domain.ts';
import { checkMailServer } from '../../../src/program/doctor/mail/server.ts';
import { selfSigned } from '../../kit/certificate.ts';
import { type MailServer, startMailServer } from '../../kit/mail-server.ts';
import { type NameServer, startNameServer } from '../../kit/name-server.ts';

// Its % stands for nothing in an address: the mail library takes it as it is, and so does the doctor.
const password = 'k7-right-100%';
let server: MailServer;
let names: NameServer;
beforeAll(async () => {
  server = await startMailServer({
    password,
    domain: 'school.example',
    connections: 3,
    unknown: 'nobody@school.example',
  });
  names = await startNameServer({
    'well.example': { mx: ['mx.well.example'], txt: ['google-site-verification=x', 'v=spf1 mx -all'] },
    '_dmarc.well.example': { txt: ['v=DMARC1; p=reject; sp=quarantine'] },
    'selector1._domainkey.well.example': { txt: [`v=DKIM1; k=rsa; p=${'A'.repeat(300)}`] },
    'news.well.example': { a: ['192.0.2.1'], txt: ['v=spf1 -all', 'v=spf1 mx ~all'] },
    'bare.example': { a: ['192.0.2.1'] },
    'open.example': { mx: ['mx.open.example'], txt: ['v=spf1 +all'] },
    'no-mail.example': { mx: ['.'], txt: ['v=spf1 -all'] },
  });
});
afterAll(async () => {
  await server.close();
  await names.close();
});

async function look(url: string, from = 'no-reply@school.example', needsTls = false, limitMs = 4_000) {
  const found = await checkMailServer({ url, from, needsTls, signal: AbortSignal.timeout(limitMs), now: new Date() });
  return found.map(({ about, is, says, todo }) => `${is} ${about}: ${says} ${todo ?? ''}`);
}

test('a mail server that takes our mails is said to, and is sent none', async () => {
  const [line, ...rest] = await look(server.url(password));
  expect(line).toMatch(
    /^good mail server: 127\.0\.0\.1:\d+ answers without TLS, signs us in, takes mails from no-reply@school\.example\. Nothing was sent/,
  );
  expect(rest).toEqual([]);
  expect(server.arrived).toEqual([]);
});

test('what it refuses is named, with what to do, and without the password', async () => {
  const wrong = await look(server.url('k7-wrong-password'));
  expect(wrong).toEqual([
    expect.stringMatching(/^wrong mail server: .*refuses the sign-in.*535.*Correct the user and password in SMTP_URL/),
  ]);
  expect(wrong.join()).not.toContain('k7-wrong');
  expect(await look(server.url(password), 'no-reply@other.example')).toEqual([
    expect.stringMatching(
      /^wrong mail sender: .* takes no mails from no-reply@other\.example: 553 5\.7\.1.*Set MAIL_FROM/,
    ),
  ]);
  expect(await look(server.url(password), 'nobody@school.example')).toEqual([
    expect.stringMatching(
      /^note mail sender: .*takes mails from nobody@school\.example, which is no mailbox itself: 550.*alias/,
    ),
  ]);
  expect(await look(server.url(password), undefined, true)).toEqual([
    expect.stringMatching(/^wrong mail server: .*speaks no TLS.*it offers no STARTTLS.*ALLOW_UNENCRYPTED=smtp/),
  ]);
});

test('a limit for today and a sign-in that is missing are no fault of MAIL_FROM', async () => {
  const sayingAtSender = async (reply: string) => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).write('220 mail.school.example\r\n');
      socket.on('data', (part) => socket.write(part.toString().startsWith('MAIL') ? `${reply}\r\n` : '250 well\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [found] = await look(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.close();
    return found;
  };
  expect(await sayingAtSender('451 4.7.1 daily limit')).toMatch(
    /^wrong mail sender: .*daily limit Mails wait and are tried again/,
  );
  expect(await sayingAtSender('530 5.7.0 authentication required')).toMatch(/put user and password into SMTP_URL/);
});

test('what takes the connection and says nothing is told by which port goes with which address', async () => {
  const server = createServer((socket) => void socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [found] = await look(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined, false, 300);
  server.close();
  expect(found).toMatch(/^wrong mail server: .*does not greet as a mail server \(it says nothing\).*465/);
});

test('where there is no mail server, or one that can’t be trusted, that is said', async () => {
  const gone = await startMailServer({ password, domain: 'school.example', connections: 1 });
  await gone.close();
  expect(await look(gone.url(password))).toEqual([
    expect.stringMatching(/^wrong mail server: .*can’t be reached \(ECONNREFUSED\).*587/),
  ]);
  let heard = '';
  const { certificate: cert, key } = selfSigned();
  const impostor = createTlsServer({ cert, key }, (socket) => {
    socket
      .on('error', () => {})
      .on('data', (part) => {
        heard += part;
      });
    socket.write('220 mail.school.example ESMTP\r\n');
  }).on('tlsClientError', () => {});
  await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
  const { port } = impostor.address() as AddressInfo;
  const found = await look(`smtps://staffroom:${password}@127.0.0.1:${port}`);
  impostor.close();
  expect(found[0]).toMatch(
    /^wrong mail server: The mail server 127\.0\.0\.1 shows a certificate that signs for itself.*NODE_EXTRA_CA_CERTS/,
  );
  expect(heard).toBe('');
});

const inDns = async (domain: string) =>
  (await checkMailDomain(`no-reply@${domain}`, names.resolver)).map(({ about, is, says }) => [about, is, says]);

test('what DNS says of the sender’s domain is told, good and bad', async () => {
  expect((await inDns('well.example')).map(([about, is]) => [about, is])).toEqual([
    ['mail sender', 'good'],
    ['SPF', 'good'],
    ['DKIM', 'good'],
    ['DMARC', 'good'],
  ]);
  expect(await inDns('news.well.example')).toEqual([
    ['mail sender', 'note', expect.stringContaining('no MX record')],
    ['SPF', 'wrong', expect.stringContaining('2 SPF records')],
    ['DKIM', 'unknown', expect.stringContaining('can’t be listed')],
    ['DMARC', 'good', expect.stringContaining('p=quarantine')],
  ]);
  expect(await inDns('bare.example')).toEqual([
    ['mail sender', 'note', expect.any(String)],
    ['SPF', 'wrong', expect.stringContaining('bare.example has no SPF record')],
    ['DKIM', 'unknown', expect.any(String)],
    ['DMARC', 'note', expect.stringContaining('no DMARC record')],
  ]);
  expect((await inDns('open.example'))[1]).toEqual(['SPF', 'note', expect.stringContaining('lets everyone')]);
  expect((await inDns('no-mail.example'))[0]).toEqual(['mail sender', 'wrong', expect.stringContaining('null MX')]);
  expect((await inDns('mistyped.example'))[0]).toEqual([
    'mail sender',
    'wrong',
    expect.stringContaining('neither an MX'),
  ]);
});

test('DNS that is silent is no finding against the domain', async () => {
  const silent = await startNameServer({});
  silent.silence();
  const found = await checkMailDomain('no-reply@well.example', silent.resolver);
  await silent.close();
  expect(found).toEqual([expect.objectContaining({ is: 'unknown', says: expect.stringContaining('gave no answer') })]);
});
