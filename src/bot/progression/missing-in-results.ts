import { eachInTurns } from '../../lib/turns.ts';
import type { Refusal } from '../../service/errors.ts';
import { previewImport } from '../../service/progression/import.ts';
import type { ImportRow } from '../../service/progression/import-rows.ts';
import { dataSites } from '../../words/sites.ts';
import type { Call } from '../command.ts';
import { type ResultRow, type ResultsFile, testKey } from './results-file.ts';

/** What is not known of a file, and has to be asked. */
export interface Missing {
  group: boolean;
  learner: boolean;
  test: boolean;
  site: boolean;
  stage: boolean;
  subject: boolean;
  /** Of the tests, by their place in the file's list. */
  days: Set<number>;
  maxMarks: Set<number>;
}

/** Asks the service what it would refuse for want of a detail, until each detail has been asked for. */
export async function missingIn({ ctx }: Call, id: string, { rows, layout, tests }: ResultsFile): Promise<Missing> {
  const { at } = layout;
  const hasMarks = at.mark !== undefined || layout.tests.length > 0;
  const missing: Missing = {
    group: at.group === undefined && at.section === undefined,
    learner: hasMarks && at.learner === undefined && at.firstName === undefined && at.lastName === undefined,
    test: false,
    site: false,
    stage: false,
    subject: false,
    days: new Set(),
    maxMarks: new Set(),
  };
  const places = new Map(tests.map((test, i) => [testKey(test), i]));
  // What stands for that which is not known yet: the rows are only looked at.
  const readable = (r: ResultRow) => r.problems.length === 0 || r.isAskedAbout === true;
  // A line of averages has not what its columns have elsewhere: it is refused, and nothing is asked for its sake.
  const isWhole = ({ row }: ResultRow) =>
    (at.group === undefined || row.group !== '') &&
    (at.learner === undefined || row.mark === undefined || Boolean(row.learner));
  const looked: ImportRow[] = [];
  await eachInTurns(rows, (r) => {
    const { row } = r;
    if (row.group !== '') missing.group = false;
    if (tests[0] === '' && row.mark !== undefined && !row.test) missing.test = true;
    if (!readable(r) || !isWhole(r)) return;
    looked.push({
      ...row,
      group: row.group || unknown,
      ...(row.mark !== undefined && { learner: row.learner || unknown, test: row.test || unknown }),
    });
  });
  const lacks = {
    'site-missing': (row: ImportRow) => {
      missing.site = true;
      row.site = dataSites[0];
    },
    'group-new': (row: ImportRow) => {
      if (row.stage === undefined) missing.stage = true;
      if (!row.subject) missing.subject = true;
      row.stage ??= 1;
      row.subject ||= unknown;
    },
    'test-new': (row: ImportRow) => {
      const place = places.get(testKey(row.test === unknown ? '' : (row.test ?? ''))) ?? 0;
      if (!row.date) missing.days.add(place);
      if (row.maxMark === undefined) missing.maxMarks.add(place);
      row.date ||= '2000-01-01';
      row.maxMark ??= 1_000;
    },
  };
  const isLack = (refusal: Refusal): refusal is Refusal & { code: keyof typeof lacks } => refusal.code in lacks;
  // A row has three things to lack.
  for (let i = 0; i < 3 && looked.some(mayLack); i++) {
    const { refused } = await previewImport(ctx, { id, rows: looked });
    let isAny = false;
    await eachInTurns(refused, ([index, refusal]) => {
      const row = looked[index];
      if (!row || !isLack(refusal)) return;
      lacks[refusal.code](row);
      isAny = true;
    });
    if (!isAny) break;
  }
  await eachInTurns(rows, ({ row, percent }) => {
    const place = places.get(testKey(row.test ?? ''));
    if (percent !== undefined && row.maxMark === undefined && place !== undefined) missing.maxMarks.add(place);
  });
  return missing;
}

/** What a row leaves out may be known to the school already, or not be. */
const mayLack = ({ site, stage, subject, test, date, maxMark }: ImportRow) =>
  !site || stage === undefined || !subject || (test !== undefined && (!date || maxMark === undefined));

const unknown = '?';
