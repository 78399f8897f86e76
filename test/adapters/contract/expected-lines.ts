import type { ShownValue } from './chat.ts';

/** What must come of the lines of `test/cases/lines.tsv`, in every chat. */

export interface Expected {
  /** What is typed, where the table has only a part of it. */
  as?: string;
  /** Each is to be read in the answer. */
  reads?: string[];
  /** None is to be read. */
  not?: string[];
  /** Each is a button of the answer. */
  buttons?: string[];
  /** What the form holds that it opens, by path. */
  form?: Record<string, ShownValue>;
  /** Buttons of the answers, pressed one after another, and what is then to be read. */
  presses?: { press: string; reads: string[] }[];
  /** What whoever decides reads of it in the list of requests. */
  decides?: string;
  /** It is typed behind a mention of the bot, in the channel and in a thread, and is for the eyes of who asked alone. */
  isMention?: boolean;
}

const twoShown: Expected = {
  reads: ['All can be added', 'Ada Noor', 'Bea Lind', 'Cambridge Primary'],
  buttons: ['Add 2 people'],
};

/** A question with these buttons, of which nothing is done. */
const asks = (...buttons: string[]): Expected => ({
  reads: ['Did you mean one of these?', 'Nothing was done yet.'],
  buttons,
});

const benInFull = ['Ben Okafor', 'ben.okafor@riverside.example'];

/** A day to come, and never today. */
const [typedDay, shownDay] = [4, 5, 6].includes(new Date().getUTCMonth())
  ? ['1 December', '1 Dec 20']
  : ['1 June', '1 Jun 20'];

/** By the line as it is typed: `\n` and `\t` where the table has its signs for them. */
const expected: Record<string, Expected> = {
  'add Ada Noor ada.noor@school.example, Bea Lind bea.lind@school.example programmes:primary': twoShown,
  'add\nAda Noor ada.noor@school.example programmes:primary\nBea Lind bea.lind@school.example programmes:primary':
    twoShown,
  'add Noor, Ada <ada.noor@school.example>; programmes:primary': { reads: ['Ada Noor is added'] },
  'add Ada\tNoor\tada.noor@school.example\tprimary': {
    as: 'add Ada\tNoor\tada.noor.2@school.example\tprimary',
    reads: ['Ada Noor is added'],
  },
  'add Suharto suharto@school.example programmes:primary': { reads: ['Suharto is added'] },
  'add Ada Noor ada.noor@school.example programmes:igcse': {
    as: 'add Ada Noor ada.noor.3@school.example programmes:igcse',
    reads: ['Ada Noor is added'],
  },
  'suspend ben and clara': {
    reads: ['Suspend 2 accounts?', 'Ben Okafor', 'Maria Clara Dela Cruz'],
    not: ['Reason', 'Left out'],
    buttons: ['Suspend'],
  },
  'suspend ben, clara': {
    reads: ['Suspend 2 accounts?', 'Ben Okafor', 'Maria Clara Dela Cruz'],
    not: ['Reason', 'Left out'],
    buttons: ['Suspend'],
  },
  'suspend ben\nsuspend tom': {
    reads: ['Suspend 2 accounts?', 'Ben Okafor', 'Tomáš Dvořák'],
    not: ['Reason', 'Left out'],
    buttons: ['Suspend'],
  },
  'suspend Ben Okafor from 1 June': {
    as: `suspend Ben Okafor from ${typedDay}`,
    reads: [`Suspend Ben Okafor on ${shownDay}`, 'Nothing changes before that day'],
    not: ['Suspend Ben Okafor?', `from ${typedDay}`],
    buttons: ['Plan it'],
    presses: [
      { press: 'Plan it', reads: [`Ben Okafor will be suspended on ${shownDay}`] },
      { press: 'Cancel this', reads: ['Ben Okafor will not be suspended'] },
    ],
  },
  'suspend ben please': { reads: ['Suspend Ben Okafor?'], not: ['Reason'], buttons: ['Suspend'] },
  'transfer ben okafor to jose alvarez': { reads: ['Ben Okafor', 'José Álvarez has no access'], not: ['Choose one'] },
  'admin tom on site': { reads: ['“site” is not known here'], form: { do: 'on', of: '' } },
  'the “big” one: see “mail”, e.g. "x"': {
    as: 'access Test Maker, the “big” one: see “mail”,\ne.g. "x"',
    reads: ['the “big” one: see “mail”,\ne.g. "x"'],
  },
  'show ben': { reads: benInFull, not: ['Abena'] },
  '@Staffroom show ben': { as: 'show ben', isMention: true, reads: benInFull, not: ['Abena'] },
  'audit since:3/9/2026': { reads: ['Since 3 Sep 2026.'] },
  'deactivate ben': {
    ...asks('Suspend', 'Show profile'),
    not: ['Reactivate'],
    presses: [{ press: 'Suspend', reads: ['Suspend Ben Okafor?'] }],
  },
  'remove ben': {
    ...asks('Suspend', 'Delete'),
    presses: [{ press: 'Delete', reads: ['Ben Okafor is not suspended'] }],
  },
  'disable ben': asks('Suspend'),
  'block ben': asks('Suspend'),
  'make ben admin': asks('Change rights'),
  new: asks('Add people'),
  'search okafor': {
    ...asks('List people'),
    presses: [{ press: 'List people', reads: ['People matching “okafor”', 'Ben Okafor'] }],
  },
  'profile ben': { ...asks('Show profile'), presses: [{ press: 'Show profile', reads: benInFull }] },
  users: { ...asks('List people'), presses: [{ press: 'List people', reads: ['people', 'Grace Achieng Otieno'] }] },
  'reset password ben okafor': {
    reads: ['Send a reset link to Ben Okafor?'],
    not: ['I don’t understand'],
    buttons: ['Send reset link'],
  },
  'list suspended': { reads: ['3 people · Suspended', 'Arjun Iyer'], not: ['Ben Okafor', 'matching'] },
  'list teachers': { reads: ['people · Teacher', 'José Álvarez'], not: ['Amina Rahman', 'matching'] },
  'list admins': { reads: ['3 people · Admin', 'Joseph Mwangi'], not: ['Ben Okafor', 'matching'] },
  'list invited': { reads: ['people · Invited', 'Abena Boateng'], not: ['Ben Okafor', 'matching'] },
  'list site admins': { reads: ['people · Site admin', 'Mei-Ling Chen'], not: ['Joseph Mwangi', 'matching'] },
  'I forgot my password': asks('Ask for a reset'),
  password: asks('Ask for a reset'),
  "can't log in": asks('Ask for a reset'),
  'please reset my password': asks('Ask for a reset'),
  'I need Test Maker': asks('Ask for access'),
  'reset new phone': { reads: ['Your request is sent'], not: ['Open the form'], decides: 'new phone' },
};

/** @throws Error for a line of which nobody has said what must come of it */
export function expectedOf(typed: string): Expected {
  const found = Object.hasOwn(expected, typed) ? expected[typed] : undefined;
  if (!found) throw new Error(`no expectation for ${JSON.stringify(typed)}`);
  return found;
}
