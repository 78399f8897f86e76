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

/** By the line as it is typed: `\n` and `\t` where the table has its signs for them. */
const expected: Record<string, Expected> = {
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
