import { z } from 'zod';
import { type MailPace, usualConnections } from '../../words/mail-server.ts';
import { optional, url } from './fields.ts';

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
export const smtpUrl = url(['smtp:', 'smtps:'], 'smtps://user:secret@mail.school.example')
  .refine((s) => new URL(s).hostname !== '', {
    error: 'this names no mail server. Set it to an address such as smtps://user:secret@mail.school.example',
    abort: true,
  })
  .refine((s) => isKnown(new URL(s).searchParams), { error: wrong });

function isKnown(given: URLSearchParams): boolean {
  const keys = [...given.keys()];
  return new Set(keys).size === keys.length && [...given].every(([key, value]) => options.get(key)?.test(value));
}

const mostConnections = 20;
const mostPerMinute = 6_000;

const whole = (most: number) => {
  const wrong = `this is not a whole number from 1 to ${most}`;
  return optional(
    z
      .string()
      .regex(/^\d{1,4}$/, wrong)
      .transform(Number)
      .refine((n) => n >= 1 && n <= most, wrong),
  );
};

export const mailPaceFields = { SMTP_CONNECTIONS: whole(mostConnections), SMTP_PER_MINUTE: whole(mostPerMinute) };

type Given = Partial<Record<keyof typeof mailPaceFields, number>>;

export const mailPaceOf = ({ SMTP_CONNECTIONS: connections, SMTP_PER_MINUTE: perMinute }: Given): MailPace => ({
  connections: connections ?? usualConnections,
  ...(perMinute && { perMinute }),
});
