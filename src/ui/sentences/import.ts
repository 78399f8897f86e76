import { count, formatDay, formatNumber } from '../formats.ts';
import { here } from '../speech.ts';
import { siteNames } from './names.ts';

const rows = (n: number) => count(n, 'row');

interface AsIs {
  takenOn: string;
  maxMark: number;
}

type Note =
  | { kind: 'corrected'; group: string; test: string; was: AsIs; now: AsIs }
  | { kind: 'overwritten'; group: string; learner: string; test: string; was: number; now: number }
  | { kind: 'renamed'; group: string; was: string; now: string; number: string }
  | { kind: 'namesakes'; group: string; learner: string; count: number };

/** `Autumn (3B) is corrected: 15 Sep 2026 in place of 14 Sep 2026; a maximum mark of 25 in place of 20.` */
export const corrected = ({ test, group, was, now }: { test: string; group: string; was: AsIs; now: AsIs }) => {
  const parts = [
    ...(was.takenOn === now.takenOn ? [] : [`${formatDay(now.takenOn)} in place of ${formatDay(was.takenOn)}`]),
    ...(was.maxMark === now.maxMark ? [] : [`a maximum mark of ${now.maxMark} in place of ${was.maxMark}`]),
  ];
  return `${test} (${group}) is corrected: ${parts.join('; ')}.`;
};

/** What is said of bringing in groups, learners, tests and results from a file. */
export const importing = {
  title: 'Import results',
  intro: `One row of the file is one result. Type ${here.command('import template')} for a file to begin with.`,
  columns: 'Columns: site, group, stage, subject, learner, test, date, max mark, mark, and “strand: …” if you like.',
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
    return `${note.group} then has ${note.count} learners called ${note.learner}. If they are one, keep one row of the two; if they are not, give each a number, so that later files can tell them apart.`;
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
  templateNext: `Fill it in, save it as CSV, and bring it in with ${here.command('import')}. Strands can be left out, or be others.`,
  empty: 'This file has no rows. The first line names the columns, and each line after it is a result.',
  noGroupColumn: `The first line must name the columns, “group” among them. Type ${here.command('import template')} for a file to begin with.`,
  tooManyStrands: (max: number) => `This file has more than ${max} strands. Leave some out.`,
  noSite: (word: string) =>
    `“${word}” is not a site with results. Use primary (${siteNames.primary}) or lower-secondary.`,
  noStage: (word: string) => `“${word}” is not a stage. Use 1 to 9.`,
  noDay: (word: string) => `“${word}” is not a date. Write it as 2026-09-03.`,
  noMark: (word: string) => `“${word}” is not a mark. Use a number with at most two decimals.`,
  noMaxMark: (word: string) => `“${word}” is not a maximum mark. Use a number above 0.`,
};
