import { parseSender } from '../../../../adapters/mail/send.ts';
import type { Check } from '../check.ts';
import { checkMailDomain } from './domain.ts';
import { checkMailServer } from './server.ts';

/** The mail server, and what others learn of our sender. */
export const mail: Check = {
  about: 'mail server',
  needs: ['SMTP_URL', 'MAIL_FROM'],
  // A mail server may let one wait for its greeting, to see who is in a hurry.
  limitMs: 20_000,
  async look({ config, resolver, clock }, signal) {
    const { smtpUrl: url, smtpNeedsTls: needsTls } = config;
    if (!url) {
      return [
        {
          about: this.about,
          is: 'note',
          says: 'No SMTP_URL is set: mails reach nobody. They are at /mailbox, by the address that the start prints.',
          todo: 'For mails that reach people, set SMTP_URL and MAIL_FROM.',
        },
      ];
    }
    const from = parseSender(config.mailFrom).address;
    const found = await Promise.all([
      checkMailServer({ url, from, needsTls, signal, now: clock() }),
      checkMailDomain(from, resolver),
    ]);
    return found.flat();
  },
};
