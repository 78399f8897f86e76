import { z } from 'zod';
import { type MailPace, usualConnections } from '../../words/mail-server.ts';
import { setting, urlWithPassword } from './fields.ts';

const yesOrNo = /^(true|false)$/;
const host = /^(?=.*[a-z])[\w.-]+$/i;

/**
 * What may stand after the `?`. The mail library has options for all that it can do, and values of its own for yes and no (0, an
 * empty one): what it would read otherwise than we do is not let through.
 */
const options = new Map<string, RegExp>(
  Object.entries({
    name: host,
    authMethod: /^(PLAIN|LOGIN|CRAM-MD5)$/,
    'tls.servername': host,
    'tls.minVersion': /^TLSv1\.[23]$/,
    requireTLS: yesOrNo,
    ignoreTLS: yesOrNo,
    opportunisticTLS: yesOrNo,
    'tls.rejectUnauthorized': yesOrNo,
  }),
);

const names = [...options.keys()];
const wrong = `after the ? stands something else than ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, or one of them twice, or with a value that it can’t have (the last four: true or false). Take it out, or correct it; how many mails may go in a minute is SMTP_PER_MINUTE`;

/** The address of a mail server, with no option that is not known here. */
const smtpUrl = urlWithPassword(['smtp:', 'smtps:'], 'smtps://user:secret@mail.school.example', /^\/?$/)
  .refine((s) => new URL(s).hostname !== '', {
    error: 'this names no mail server. Set it to an address such as smtps://user:secret@mail.school.example',
    abort: true,
  })
  .refine((s) => isKnown(new URL(s).searchParams), { error: wrong });

function isKnown(given: URLSearchParams): boolean {
  const keys = [...given.keys()];
  return new Set(keys).size === keys.length && [...given].every(([key, value]) => options.get(key)?.test(value));
}

const maxConnections = 20;
const maxPerMinute = 6_000;

const whole = (most: number) => {
  const wrong = `this is not a whole number from 1 to ${most}`;
  return z
    .string()
    .regex(/^\d{1,4}$/, wrong)
    .transform(Number)
    .refine((n) => n >= 1 && n <= most, wrong);
};

export const mailFields = {
  SMTP_URL: setting(
    {
      is: 'Your mail server. What may stand behind a `?` is in [docs/settings.md](docs/settings.md#smtp_url).',
      example: 'smtps://user:secret@mail.school.example',
      without:
        'a mail catcher that sends nothing on, read in the playground or, with Slack or Teams, at `/mailbox`, by the address that the start prints',
      needed: 'with Slack or Teams and a `PUBLIC_URL` that others reach',
    },
    smtpUrl,
  ),
  MAIL_FROM: setting(
    {
      is: 'The sender of the mails.',
      example: 'Staffroom <no-reply@school.example>',
      without: '`Staffroom <no-reply@staffroom.example>`',
      needed: 'with `SMTP_URL`',
    },
    z
      .string()
      .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'this is not a sender such as Staffroom <no-reply@school.example>'),
  ),
  SMTP_CONNECTIONS: setting(
    {
      is: `Most connections to the mail server at once, from 1 to ${maxConnections}.`,
      example: String(usualConnections),
      without: `${usualConnections}; a server that takes less is sent less without this`,
    },
    whole(maxConnections),
  ),
  SMTP_PER_MINUTE: setting(
    {
      is: `Most mails in a minute, from 1 to ${maxPerMinute}.`,
      without: 'as many as it takes; a server that takes less is sent less without this',
    },
    whole(maxPerMinute),
  ),
};

interface Given {
  SMTP_CONNECTIONS?: number | undefined;
  SMTP_PER_MINUTE?: number | undefined;
}

export const mailPaceOf = ({ SMTP_CONNECTIONS: connections, SMTP_PER_MINUTE: perMinute }: Given): MailPace => ({
  connections: connections ?? usualConnections,
  ...(perMinute && { perMinute }),
});
