import type { DayProblem } from '../../lib/days/column.ts';
import type { DayOrder } from '../../lib/days/order.ts';
import { count, formatDay, formatNumber, listed } from '../formats.ts';
import { here } from '../speech.ts';
import { siteNames } from './names.ts';
import type { PersonNames } from './people.ts';

const rows = (n: number) => count(n, 'row');

interface AsIs {
  takenOn: string;
  maxMark: number;
}

type Note =
  | { kind: 'corrected'; group: string; test: string; was: AsIs; now: AsIs }
  | { kind: 'overwritten'; group: string; learner: string; test: string; was: number; now: number }
  | { kind: 'renamed'; group: string; was: string; now: string; number: string }
  | { kind: 'one-number'; group: string; number: string; name: string; others: string[] }
  | { kind: 'namesakes'; group: string; learner: string; count: number };

/** `Autumn (3B) is corrected: 15 Sep 2026 in place of 14 Sep 2026; a maximum mark of 25 in place of 20.` */
export const corrected = ({ test, group, was, now }: { test: string; group: string; was: AsIs; now: AsIs }) => {
  const parts = [
    ...(was.takenOn === now.takenOn ? [] : [`${formatDay(now.takenOn)} in place of ${formatDay(was.takenOn)}`]),
    ...(was.maxMark === now.maxMark ? [] : [`a maximum mark of ${now.maxMark} in place of ${was.maxMark}`]),
  ];
  return `${test} (${group}) is corrected: ${parts.join('; ')}.`;
};

/** A day of the calendar in full, so that no number of it can be taken for another: `9 March 2026`. */
const inFull = (day: string) =>
  new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

const orders: Record<DayOrder, string> = { 'day-first': 'day/month', 'month-first': 'month/day' };

/** What is said of bringing in groups, learners, tests and results from a file. */
export const importing = {
  title: 'Import results',
  intro: `One row of the file is one result, or one learner with a column for each test. Type ${here.command('import template')} for a file to begin with.`,
  columns:
    'Columns: site, group, stage, subject, learner, learner number, test, date, max mark, mark; or one for each test.',
  for: (name: string) => `It is imported for ${name}.`,
  facts: {
    groups: 'New groups',
    learners: 'New learners',
    tests: 'New tests',
    added: 'New results',
    changed: 'Changed results',
    corrected: 'Corrected tests',
    renamed: 'Renamed learners',
    numbered: 'Learners given a number',
    same: 'Already there',
  },
  note: (note: Note): string => {
    if (note.kind === 'corrected') return corrected(note);
    if (note.kind === 'overwritten') {
      return `${note.learner} (${note.group}) gets ${note.now} in ${note.test} in place of ${note.was}.`;
    }
    if (note.kind === 'renamed') {
      return `${note.was} (${note.group}) is called ${note.now} from then on: both have the number ${note.number}.`;
    }
    if (note.kind === 'one-number') {
      return `${note.name} (${note.group}) gets what stands beside ${listed(note.others.slice(0, 3))} too: all have the number ${note.number}. If they are several learners, correct the numbers.`;
    }
    return `${note.group} then has ${note.count} learners called ${note.learner}. If that is one learner, keep one of the rows; if not, give each a number, so that later files can tell them apart.`;
  },
  button: (n: number) => `Import ${rows(n)}`,
  refusedFile: 'Rows that can’t be imported',
  done: (results: number, name: string) => `${count(results, 'result')} imported for ${name}`,
  nothingNew: (name: string) => `Nothing is new for ${name}`,
  allThere: (n: number) =>
    n === 1
      ? 'The result in the file is there already.'
      : `All ${formatNumber(n)} results in the file are there already.`,
  noneGood: 'No row can be imported',
  more: 'Import more',
  begun: 'The import has begun',
  begunNext: `It takes a moment. How far it is, you see in ${here.ownChat}.`,
  underWay: 'Importing results',
  progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} results`,
  template: 'A file to begin with',
  templateNext: `Fill it in, save it, and bring it in with ${here.command('import')}. Learner numbers and strands can be left out, and strands be others.`,
  empty: 'This file has no rows. The first line names the columns, and each line after it is a result.',
  tooManyStrands: (max: number) => `This file has more than ${max} strands. Leave some out.`,
  noSite: (word: string) =>
    `“${word}” is not a site with results. Use primary (${siteNames.primary}) or lower-secondary.`,
  noStage: (word: string) => `“${word}” is not a stage. Use 1 to 9.`,
  noDay: (word: string) => `“${word}” is not a date. Write it as 2026-09-03.`,
  dayProblems: {
    'far-off': (word) => `“${word}” is too far off to be the day of a test. Write it as 2026-09-03.`,
    'other-calendar': (word) => `“${word}” seems to be of another calendar. Write it as 2026-09-03.`,
    'both-orders': (word) =>
      `In this column some dates can only be day/month and others only month/day, so “${word}” can’t be told. Write it as 2026-09-03.`,
    'year-first': (word) => `“${word}” may begin with its year or end with it. Write it as 2026-09-03.`,
  } satisfies Record<Exclude<DayProblem, 'none'>, (word: string) => string>,
  garbled: (name: string) => `“${name}” looks garbled. Correct it and send the row again.`,
  noMark: (word: string) => `“${word}” is not a mark. Use a number with at most two decimals.`,
  lettersInMark: (word: string) => `“${word}” has a letter that looks like a digit. Write the mark with 0 or 1.`,
  percentOfWhat: (word: string) => `“${word}” is a part of a maximum mark that is not known. Give that too.`,
  otherMax: (word: string, max: number) => `“${word}” does not go with the maximum mark of ${max}.`,
  cutNumber: (word: string) =>
    `“${word}” is a learner number that a spreadsheet cut short. Give that column the format Text, and enter the whole numbers.`,
  inTest: (test: string, why: string) => `${test}: ${why}`,
  tooManyResults: (max: number) => `This file has more than ${formatNumber(max)} results. Split it in two.`,
  noMaxMark: (word: string) => `“${word}” is not a maximum mark. Use a number above 0.`,

  read: {
    chosen: { group: 'the group', learner: 'the learner' },
    order: (is: DayOrder, written: string, day: string) =>
      `Dates are read as ${orders[is]}: ${written} is ${inFull(day)}.`,
    mayBeTurned: (text: string, day: string) =>
      `Look at the dates: the spreadsheet kept some as text (${text}), so it may have turned day and month in the others. One of them is ${inFull(day)}.`,
    buddhist: (written: string, day: string) => `Years are of the Buddhist calendar: ${written} is ${inFull(day)}.`,
    serial: (written: string, day: string) =>
      `Numbers are read as a spreadsheet’s dates: ${written} is ${inFull(day)}.`,
    yearless: (written: string, day: string) =>
      `Dates without a year are the nearest ones: ${written} is ${inFull(day)}.`,
    tests: (tests: { name: string; maxMark?: number | undefined }[]) =>
      `Read as tests: ${listed(tests.map((t) => (t.maxMark === undefined ? t.name : `${t.name} (of ${t.maxMark})`)))}.`,
    words: (n: number, words: string[], more: number) =>
      `${count(n, 'cell has', 'cells have')} a word in place of a mark, and ${n === 1 ? 'gives' : 'give'} no result: ${words.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}. The learners are kept.`,
    percent: (percent: number, max: number, mark: number) =>
      `Per cents are of the maximum mark: ${percent}% of ${max} is ${mark}.`,
    unused: (columns: string[]) => `Columns not used: ${columns.join(', ')}.`,
    passedOver: (names: string[]) => `Rows that are no learners: ${names.join(', ')}.`,
  },
  result: (mark: number, max: number | undefined) => (max === undefined ? `${mark}` : `${mark} of ${max}`),
  noResult: 'no result',
  stage: (n: number) => `stage ${n}`,
  day: inFull,
  ask: {
    title: 'About this file',
    intro: (file: string) => `${file} does not say all that is needed. What you answer here goes for the whole file.`,
    column: {
      group: 'Which column is the group?',
      learner: 'Which column is the learner?',
    },
    columnHint: 'Left empty: none of them.',
    group: 'Group of all learners',
    order: 'How are the dates written?',
    orderHint: (written: string) => `Such as ${written}.`,
    orderOption: (is: DayOrder, written: string, day: string) => `${orders[is]}: ${written} is ${inFull(day)}`,
    site: 'Site of rows that name none',
    subject: 'Subject of groups that name none',
    stage: 'Stage of groups that name none',
    stageOf: (words: string) => `Which Cambridge stage is ${words}?`,
    test: 'What is the test called?',
    max: (test: string) => (test ? `Maximum mark of ${test}` : 'Maximum mark'),
    day: (test: string) => (test ? `Date of ${test}` : 'Date of the test'),
    dayHint: 'Such as 2026-09-14.',
    wrongDay: 'This is not a date. Write it as 2026-09-14.',
    wrongMax: 'Use a number above 0, up to 1,000.',
    needed: 'This is needed.',
  },
};

const counted: Record<string, (n: number) => string> = {
  groups: (n) => count(n, 'new group'),
  learners: (n) => count(n, 'new learner'),
  tests: (n) => count(n, 'new test'),
  results: (n) => count(n, 'new result'),
  changed: (n) => count(n, 'changed result'),
  corrected: (n) => count(n, 'corrected test'),
  renamed: (n) => count(n, 'renamed learner'),
  numbered: (n) => count(n, 'learner given a number', 'learners given a number'),
};

/** What is said of taking an import back. */
export const undoingImport = {
  title: (name: string) => `Last imports for ${name}`,
  list: 'Last imports',
  none: 'Nothing was imported in the last weeks.',
  row: (at: string, by: string | null, owner: string | null) =>
    [at, `by ${by ?? 'a former colleague'}`, ...(owner ? [`for ${owner}`] : [])].join(' '),
  /** `2 new groups, 60 new results` */
  counted: (counts: Record<string, number>) =>
    `${listed(Object.entries(counted).flatMap(([what, say]) => (counts[what] ? say(counts[what]) : [])))}.`,
  undone: (by: string | null, when: string) => `Undone by ${by ?? 'a former colleague'}, ${when}`,
  inTheWay: ({ group, was }: { group: string; was: 'changed' | 'handed-on' | 'moved-up' }) =>
    `Can’t be undone: ${group} ${{ changed: 'was changed', 'handed-on': 'was handed on', 'moved-up': 'moved up a year' }[was]} since`,
  undo: 'Undo',
  ask: (w: PersonNames, at: string) => `Undo the import for ${w.name} of ${at}?`,
  follows: 'What it brought goes again, and what it wrote over is as it was before.',
  yes: 'Undo the import',
  done: (w: PersonNames) => `The import for ${w.name} is undone`,
  doneNext: 'Everything is as it was before. The same file, put right, can be imported again.',
  more: importing.more,
};
