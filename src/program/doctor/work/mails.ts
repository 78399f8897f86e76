import { readMails } from '../../../../db/look/mails.ts';
import { mailTrouble } from '../../../service/mail/mail-server.ts';
import { count, howLong } from '../../../ui/formats.ts';
import { mailServer } from '../../../ui/sentences/mail-server.ts';
import type { Check, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note, wrong } = findingsAbout('mails');

/** Mails that wait, and those that were given up. */
export const mails: Check = {
  about: 'mails',
  limitMs: 70_000,
  async look(at) {
    const db = await at.tables();
    if (!db) return [];
    const now = at.clock();
    const { waiting, oldest, failed } = await readMails(db, new Date(now.getTime() - 7 * 86_400_000));
    const trouble = await mailTrouble(db);
    const since = oldest ? `, the oldest for ${howLong(Math.floor((now.getTime() - oldest.getTime()) / 60_000))}` : '';
    const found: Finding[] = [];
    if (trouble) {
      const says = `${mailServer.why[trouble.why]} ${count(waiting, 'mail waits', 'mails wait')}${since}.`;
      found.push(wrong(`${says} (${trouble.problem})`, 'See the lines about the mail server, and the log.'));
    } else found.push(good(waiting === 0 ? 'None waits.' : `${count(waiting, 'mail waits', 'mails wait')}${since}.`));
    if (failed > 0) {
      const says = `${count(failed, 'mail', 'mails')} of the last 7 days could not be delivered to their addresses.`;
      found.push(note(says, 'Whose, the profile says in chat: /staff show'));
    }
    return found;
  },
};
