import { makeSampleCentre } from '../../../../db/sample/centre.ts';
import { testDatabase } from '../../../kit/database.ts';
import { addCentre } from '../../../kit/people.ts';
import { schoolSettings } from '../../../kit/settings.ts';
import type { Patient } from './patient.ts';

/** A start would refuse these in the same words. @param database its address @param more over Riverside's */
function riverside(database: string, more: Record<string, string> = {}) {
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-1-of-nobody', SLACK_APP_TOKEN: 'xapp-1-of-nobody' };
  const env = {
    SECRET_KEY: 'x'.repeat(32),
    PORT: '0',
    DATABASE_URL: database,
    SLACK_API_URL: 'http://127.0.0.1:1/api/',
    ...tokens,
  };
  return { options: { env: { ...env, ...schoolSettings('amina@riverside.test'), ...more } } };
}

const otherSchool: Patient = {
  name: 'the number of a school that is not there',
  async plant() {
    const database = await testDatabase();
    const { number } = await addCentre(database.db);
    return { ...riverside(database.url, { CENTRE_NUMBER: `ZZ${number.slice(2)}9` }), close: database.close };
  },
  faults: [
    {
      name: 'a number that no school has',
      about: 'school',
      is: 'wrong',
      says: /^CENTRE_NUMBER: there is no school ZZ.*Set CENTRE_NUMBER to/,
    },
  ],
};

const playgrounds: Patient = {
  name: 'keys of a chat, and the database of the playground that was tried before',
  async plant() {
    const database = await testDatabase();
    await makeSampleCentre(database.db, new Date());
    return { ...riverside(database.url), close: database.close };
  },
  faults: [{ name: 'sample schools', about: 'school', is: 'wrong', says: /^CENTRE_NUMBER: .*npm start -- --fresh/ }],
};

const swapped: Patient = {
  name: 'tokens in each other’s place',
  async plant() {
    const database = await testDatabase();
    await addCentre(database.db);
    const tokens = { SLACK_BOT_TOKEN: 'xapp-1-of-nobody', SLACK_APP_TOKEN: 'xoxb-1-of-nobody' };
    return { ...riverside(database.url, tokens), close: database.close };
  },
  faults: [
    { name: 'the app’s for the bot’s', about: 'settings', is: 'wrong', says: /^SLACK_BOT_TOKEN: .*SLACK_APP_TOKEN/ },
    { name: 'the bot’s for the app’s', about: 'settings', is: 'wrong', says: /^SLACK_APP_TOKEN: .*SLACK_BOT_TOKEN/ },
    // Not that no chat is set up.
    {
      name: 'a chat that is not known',
      about: 'school',
      is: 'unknown',
      says: /SLACK_BOT_TOKEN and SLACK_APP_TOKEN are/,
    },
  ],
};

export const schools: Patient[] = [otherSchool, playgrounds, swapped];
