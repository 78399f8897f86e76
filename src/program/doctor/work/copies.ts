import { readCopies } from '../../../../db/look/copies.ts';
import { listed } from '../../../ui/formats.ts';
import type { Check } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note } = findingsAbout('copies');

/** How many Staffrooms work on the database. */
export const copies: Check = {
  about: 'copies',
  limitMs: 70_000,
  async look(at) {
    const { db } = await at.database();
    if (!db) return [];
    const { copies, from } = await readCopies(db);
    if (copies === 0) return [];
    if (copies === 1) return [good('One Staffroom works on the database.')];
    const says = `${copies} Staffrooms work on the database, from ${listed(from)}.`;
    // Each has a mailbox of its own, and links of one lead nowhere in the other.
    if (!at.config.smtpUrl)
      return [note(says, 'Without SMTP_URL each has a mailbox of its own. Set it, or stop all but one.')];
    return [good(says)];
  },
};
