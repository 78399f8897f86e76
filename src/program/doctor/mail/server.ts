import { sortReply } from '../../../../adapters/mail/replies.ts';
import { count, formatNumber, megabytes } from '../../../ui/formats.ts';
import { daysUntil, distrust, isSoon } from '../certificate.ts';
import type { Finding } from '../check.ts';
import { lookAtMailServer, type MailLook, type Stage } from './look.ts';

/** Larger than any mail of ours, in bytes: they are words alone, as HTML and as text. */
const largestMail = 100_000;

/**
 * Whether the mail server takes mails from us, as far as can be told without sending one.
 *
 * @param options.from the address of MAIL_FROM
 */
export async function checkMailServer(
  options: Parameters<typeof lookAtMailServer>[0] & { now: Date },
): Promise<Finding[]> {
  const { from, now } = options;
  const look = await lookAtMailServer(options);
  const { host, port, failed, certificate, signIn, maxBytes } = look;
  const findings: Finding[] = failed
    ? [refusals[failed.at](look, failed.said, from)]
    : signIn === 'untried'
      ? [{ about: 'mail server', is: 'unknown', ...untried(look) }]
      : [{ about: 'mail server', is: 'good', says: inOrder(look, from) }];
  if (certificate && failed?.at !== 'certificate' && isSoon(certificate, now)) {
    const days = daysUntil(certificate.endsAt, now);
    findings.push({
      about: 'mail server',
      is: 'note',
      says: `The certificate of ${host} ends in ${count(days, 'day')}. From then on no mail goes out.`,
      todo: 'Have whoever runs the mail server renew it.',
    });
  }
  if (maxBytes !== undefined && maxBytes < largestMail) {
    findings.push({
      about: 'mail server',
      is: 'note',
      says: `${host}:${port} takes mails of up to ${formatNumber(maxBytes)} bytes, which some of ours may be larger than.`,
      todo: 'Raise the limit of the mail server to 1 MB or more.',
    });
  }
  return findings;
}

const untried = ({ host, port }: MailLook) => ({
  says: `${host}:${port} answers, and signs in by CRAM-MD5 alone, which this check does not speak: whether it takes our password and our sender is not known.`,
  todo: 'Send yourself a reset in Staffroom, and see whether the mail comes.',
});

function inOrder({ host, port, certificate, signIn, maxBytes }: MailLook, from: string): string {
  const parts = [
    certificate ? 'over TLS' : 'without TLS',
    ...(signIn === 'done' ? ['signs us in'] : signIn === 'none' ? ['without a sign-in'] : []),
    `takes mails from ${from}`,
    ...(maxBytes && maxBytes >= 1_000_000 ? [`of up to ${megabytes(maxBytes)}`] : []),
  ];
  return `${host}:${port} answers ${parts.join(', ')}. Nothing was sent: whether mails arrive is seen by a mail alone.`;
}

type Refusal = (look: MailLook, said: string, from: string) => Finding;

const ports = 'In SMTP_URL, smtps:// goes with port 465, and smtp:// with port 587.';

const refusesSender: Refusal = ({ host }, said, from) => ({
  about: 'mail sender',
  is: 'wrong',
  says: `The mail server ${host} takes no mails from ${from}: ${said}`,
  todo: senderTodo(said),
});

/** Not all that is said of a sender is about its address. */
function senderTodo(said: string): string {
  if (/^530\b/.test(said))
    return 'It wants a sign-in: put user and password into SMTP_URL, as smtp://user:password@host.';
  if (said.startsWith('4'))
    return 'Mails wait and are tried again. Look again in a quarter of an hour; if it stays so, ask whoever runs the mail server.';
  return 'Set MAIL_FROM to an address that the user of SMTP_URL may send as, or allow this one at the mail server.';
}

/** Many say only now what they have against the sender; what they have against the mailbox keeps no mail of ours. */
function refusesRecipient(look: MailLook, said: string, from: string): Finding {
  const verdict = sortReply(said, 'RCPT TO');
  if (verdict === 'setting') return refusesSender(look, said, from);
  const about = 'mail sender';
  const isGone = verdict === 'gone';
  return {
    about,
    is: isGone ? 'note' : 'unknown',
    says: isGone
      ? `${look.host} takes mails from ${from}, which is no mailbox itself: ${said}`
      : `Whether ${look.host} takes mails from ${from} is not known: it would take none for that address now: ${said}`,
    todo: isGone
      ? 'Make a mailbox or an alias of that name: what can’t be delivered comes back there, and some servers take no mails from an address that takes none.'
      : 'Look again in a quarter of an hour. If it stays so, correct what the mail server says.',
  };
}

const refusals: Record<Stage, Refusal> = {
  connect: ({ host, port }, said) => ({
    about: 'mail server',
    is: 'wrong',
    says: `The mail server ${host}:${port} can’t be reached (${said}). Mails wait.`,
    todo: /SSL|TLS|EPROTO/.test(said)
      ? ports
      : (unreachable[said] ?? 'Look at the address in SMTP_URL, and whether a firewall stands in between.'),
  }),
  greeting: ({ host, port }, said) => ({
    about: 'mail server',
    is: 'wrong',
    says: `What answers at ${host}:${port} does not greet as a mail server (${said === 'ETIMEDOUT' ? 'it says nothing' : said}).`,
    todo: `${ports} Look whether the server lets this machine in.`,
  }),
  tls: ({ host, port }, said) => ({
    about: 'mail server',
    is: 'wrong',
    says: `${host}:${port} speaks no TLS that can be used (${said}). Nothing is sent to it unencrypted.`,
    todo: 'Set SMTP_URL to a server that offers STARTTLS, or TLS from the start with smtps://; where nobody else is on the way, allow it with ALLOW_UNENCRYPTED=smtp.',
  }),
  certificate: ({ host, certificate }) => ({
    about: 'mail server',
    is: 'wrong',
    says: `The mail server ${host} ${certificate && distrust(certificate, host)}. No mail is given to it.`,
    todo: 'Set SMTP_URL to the name in the certificate, have it renewed, or name a file of whoever issued it in NODE_EXTRA_CA_CERTS.',
  }),
  'sign-in': ({ host }, said) => ({
    about: 'mail server',
    is: 'wrong',
    says: `The mail server ${host} refuses the sign-in of SMTP_URL: ${said}`,
    todo: 'Correct the user and password in SMTP_URL. Signs such as @, / and # in them are written as %40, %2F and %23; some servers want a password made for programs.',
  }),
  sender: refusesSender,
  recipient: refusesRecipient,
};

const unreachable: Record<string, string> = {
  ENOTFOUND: 'There is no server of this name: correct it in SMTP_URL, or look at this machine’s DNS.',
  EAI_AGAIN: 'Names can’t be looked up now: look at this machine’s DNS.',
  ECONNREFUSED: 'Nothing listens at that port: usual are 587 for smtp:// and 465 for smtps://.',
  ETIMEDOUT: 'Nothing answers: a firewall, or a provider that closes mail ports, may stand in between.',
};
