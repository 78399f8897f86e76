import type { ShownValue } from './chat.ts';

/** What must come of the lines of `test/cases/lines.tsv`, in every chat. */

interface Expected {
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
}

const twoShown: Expected = {
  reads: ['All can be added', 'Ada Noor', 'Bea Lind', 'Cambridge Primary'],
  buttons: ['Add 2 people'],
};

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
    reads: ['not on another day'],
    not: ['Suspend Ben Okafor?'],
    form: { on: '1 June', reason: '' },
  },
  'suspend ben please': { reads: ['Suspend Ben Okafor?'], not: ['Reason'], buttons: ['Suspend'] },
  'transfer ben okafor to jose alvarez': { reads: ['Ben Okafor', 'José Álvarez has no access'], not: ['Choose one'] },
  'admin tom on site': { reads: ['“site” is not known here'], form: { do: 'on', of: '' } },
  'the “big” one: see “mail”, e.g. "x"': {
    as: 'access Test Maker, the “big” one: see “mail”,\ne.g. "x"',
    reads: ['the “big” one: see “mail”,\ne.g. "x"'],
  },
  'show ben': { reads: ['Ben Okafor', 'ben.okafor@riverside.example'], not: ['Abena'] },
  'audit since:3/9/2026': { reads: ['Since 3 Sep 2026.'] },
};

export const expectedOf = (typed: string): Expected | undefined =>
  Object.hasOwn(expected, typed) ? expected[typed] : undefined;
