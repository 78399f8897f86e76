import { z } from 'zod';
import { isTimeZone } from '../../lib/time.ts';
import { isCentreNumber } from '../../words/centre-number.ts';
import { readEmail } from '../../words/read-email.ts';
import { setting, words } from './fields.ts';

/** The school to make at a first start on a real chat platform, and who begins there. */
export type CentreConfig = NonNullable<ReturnType<typeof centreOf>>;

const atFirst = 'at the first start with Slack or Teams';

export const centreFields = {
  CENTRE_NAME: setting(
    {
      is: 'The name of your school.',
      example: 'Riverside International School',
      without: 'the sample school, in the playground only',
      needed: atFirst,
    },
    words(200),
  ),
  CENTRE_NUMBER: setting(
    { is: 'Its centre number, such as `IN123`.', example: 'IN123', needed: atFirst },
    z.string().refine(isCentreNumber, 'this is not a centre number such as IN123: two capital letters, then digits'),
  ),
  COORDINATOR_EMAIL: setting(
    {
      is: 'The e-mail by which the chat knows its first coordinator: in Slack that of the account, in Teams the user principal name.',
      example: 'amina.rahman@school.example',
      needed: atFirst,
    },
    z
      .string()
      .refine((text) => !readEmail(text).problem, 'this is not an e-mail address such as amina@school.example')
      .transform((text) => readEmail(text).email),
  ),
  SUPPORT_CONTACT: setting(
    { is: 'Whom people are told to ask.', example: 'the IT help desk, room 12', needed: atFirst },
    words(200),
  ),
  COORDINATOR_NAME: setting(
    { is: 'The first coordinator’s name.', example: 'Amina Rahman', without: 'it is read from their e-mail' },
    words(200),
  ),
  CENTRE_TIME_ZONE: setting(
    {
      is: 'Where the school’s clocks are; coordinators can change it in the settings.',
      example: 'Asia/Kolkata',
      without: '`UTC`',
    },
    z.string().refine(isTimeZone, { error: 'this is not a time zone such as Asia/Kolkata' }),
  ),
};

const needed = {
  CENTRE_NAME: 'the name of your school',
  CENTRE_NUMBER: 'its centre number, such as IN123',
  COORDINATOR_EMAIL: 'the e-mail by which the chat knows the first coordinator',
  SUPPORT_CONTACT: 'whom people are told to ask, such as the IT desk, extension 214',
};

type Name = keyof typeof centreFields;
type Given = Partial<Record<Name, string>>;

/** A line for each that is needed at a first start, for a start that finds no school in its database. */
export const centreNeeded = Object.entries(needed).map(
  ([name, what]) => `${name}: missing, and needed at the first start with Slack or Teams. Set it to ${what}.`,
);

/** For a start without Slack and Teams that finds a school in its database: its settings are likely lost. */
export const notPlaygrounds =
  'SLACK_BOT_TOKEN, TEAMS_APP_ID: neither is set, and the database has a school of its own, which is not opened as the playground. Set what it was run with: is .env beside package.json, and named so? For a playground take another folder, or a DATABASE_URL of its own.';

/**
 * A line for each that is missing beside another; none where the settings name no school at all.
 *
 * @param has whether a setting is there, right or wrong
 */
export function centreProblems(has: (name: Name) => boolean): string[] {
  const [there] = (Object.keys(centreFields) as Name[]).filter(has);
  if (!there) return [];
  return Object.entries(needed)
    .filter(([name]) => !has(name as Name))
    .map(([name, what]) => `${name}: missing, and needed with ${there}. Set it to ${what}.`);
}

/** @returns nothing where the settings name no school */
export function centreOf(given: Given) {
  const { CENTRE_NAME: name, CENTRE_NUMBER: number, COORDINATOR_EMAIL: email, SUPPORT_CONTACT: supportContact } = given;
  if (!name || !number || !email || !supportContact) return undefined;
  const [first = '', ...rest] = namesOf(email, given.COORDINATOR_NAME);
  return {
    name,
    number,
    supportContact,
    timeZone: given.CENTRE_TIME_ZONE ?? 'UTC',
    coordinatorEmail: email,
    coordinatorFirstName: first,
    coordinatorLastName: rest.join(' '),
  };
}

/** The words of a name, the first name first; where none is given, those that an e-mail tells. */
export const namesOf = (email: string, name?: string): string[] => name?.trim().split(/\s+/) ?? namesIn(email);

/** `amina.rahman@…` is Amina Rahman; of an address that tells no last name, the office stands for it. */
function namesIn(email: string): string[] {
  const [local = ''] = email.split('@');
  const parts = local
    .replace(/\+.*$/, '')
    .split(/[^\p{L}'’]+/u)
    .filter(Boolean)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase());
  const [first = 'School', ...rest] = parts;
  return rest.length > 0 ? [first, ...rest] : [first, 'Coordinator'];
}
