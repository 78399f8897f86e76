import { z } from 'zod';
import { setting, url } from './fields.ts';

export const usualHost = '127.0.0.1';
export const usualPort = 3000;

const portWords = 'this is not a port; use a whole number from 0 (any free one) to 65535';

/** Where it listens, and where people reach it. */
export const addressFields = {
  HOST: setting(
    {
      is: 'The name or address that it listens at; `0.0.0.0` is all of this machine’s.',
      example: usualHost,
      without: `\`${usualHost}\`, this machine only`,
    },
    z.string().regex(/^[\w.:-]+$/, `this is not a host name or address; ${usualHost} is this machine only`),
  ),
  PORT: setting(
    { is: 'The port; 0 is any free one.', example: String(usualPort), without: `\`${usualPort}\`` },
    z
      .string()
      .regex(/^\d{1,5}$/, portWords)
      .transform(Number)
      .refine((n) => n <= 65_535, portWords),
  ),
  PUBLIC_URL: setting(
    {
      is: 'Where people’s browsers reach its pages; links in mails lead there. An address alone: no user, password, `?` or `#`.',
      example: `http://localhost:${usualPort}`,
      without: '`http://localhost` at `PORT`',
      needed: 'with `SMTP_URL` and Slack or Teams',
    },
    url(['http:', 'https:'], 'https://staffroom.school.example').refine((s) => /^https?:\/\/[^\s\\@?#]+$/i.test(s), {
      error:
        'every link and the log would have all of it, and it has more than an address: a user or a password, a ? or a #. Set it to the address alone, such as https://staffroom.school.example',
    }),
  ),
};
