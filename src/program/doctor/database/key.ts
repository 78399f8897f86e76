import { join } from 'node:path';
import { harmlessLine } from '../../../lib/harmless-error.ts';
import { lookAtKey } from '../../../service/keys/take-up.ts';
import { presentKeys } from '../../secret-key.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note, wrong } = findingsAbout('secret key');

const back =
  'Put back the SECRET_KEY of before; where none was set, .data/secret-key had it, on the machine that ran Staffroom. If it was changed, name the older one in SECRET_KEY_BEFORE.';

/** Whether SECRET_KEY, or `.data/secret-key`, opens what is sealed in the database. */
export const key: Check = {
  about: 'secret key',
  needs: ['SECRET_KEY', 'SECRET_KEY_BEFORE'],
  limitMs: 70_000,
  async look(at) {
    if (!(await at.tables())) return [];
    const app = await at.app();
    if (!app) return [ofFile(at)];
    switch (await lookAtKey(app)) {
      case 'another':
        return [wrong('What is kept in the database was sealed with another key.', back)];
      case 'overtaken':
        return [
          note(
            'SECRET_KEY is older than a key in SECRET_KEY_BEFORE.',
            'That is right while copies are started one after the other with the new one; then swap the two.',
          ),
        ];
      case 'next-beside':
        return [
          note(
            'SECRET_KEY_BEFORE has only keys that this database was never worked with.',
            'That is right while a key to come is made known to every copy; else take it out.',
          ),
        ];
      case 'changing':
        return [good('It opens what is kept in the database, and is taking over from the one of before.')];
      case 'new':
        return [good('It is new; the next start takes it up in place of the one of before.')];
      case 'unused':
        return [good('Nothing is sealed with it yet.')];
      case 'alone':
        return [good('It opens what is kept in the database.')];
    }
  },
};

/** Why the file of the key gives none. */
function ofFile({ config, dataDir }: DoctorContext): Finding {
  try {
    presentKeys(config, join(dataDir, 'secret-key'));
    return wrong('.data/secret-key is missing, and what is kept in the database was sealed with it.', back);
  } catch (error) {
    // With a cause it is of the file itself, which the system does not give.
    const isUnread = (error as Error).cause !== undefined;
    return isUnread
      ? wrong(harmlessLine(error))
      : wrong('.data/secret-key can’t be used: it is empty or too short.', back);
  }
}
