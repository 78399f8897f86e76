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
  'show ben': { reads: ['Ben Okafor', 'ben.okafor@riverside.example'], not: ['Abena'] },
};

export const expectedOf = (typed: string): Expected | undefined =>
  Object.hasOwn(expected, typed) ? expected[typed] : undefined;
