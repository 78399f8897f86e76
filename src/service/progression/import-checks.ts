import { remembering } from '../../lib/remembering.ts';
import { Refusal } from '../errors.ts';
import { sanitizeName } from '../people/details.ts';
import type { ExistingResult, ImportRow, PlannedGroup, PlannedResult, PlannedTest } from './import-rows.ts';

/** What is asked of a row by itself, before and after it is known what it names. */

/** Longest words, in characters; the database's own checks. */
const maxLengths = { group: 100, subject: 100, learner: 200, learnerNumber: 50, test: 200 };
const lengths = Object.entries(maxLengths) as [keyof typeof maxLengths, number][];

/**
 * Of 50,000 rows most names are the same few: each is sanitized once, and stands for all that are alike, so that maps find it at a
 * glance.
 */
export function sanitizer(): (row: ImportRow) => ImportRow {
  const one = remembering(sanitizeName);
  // Each column for itself too: most cells say what the one above says.
  const [groupOf, subjectOf, testOf, learnerOf] = [
    remembering(one),
    remembering(one),
    remembering(one),
    remembering(one),
  ];
  return (row) => {
    const group = groupOf(row.group);
    const subject = row.subject && subjectOf(row.subject);
    const learner = row.learner && learnerOf(row.learner);
    const learnerNumber = row.learnerNumber && one(row.learnerNumber);
    const test = row.test && testOf(row.test);
    // As most are.
    const isTidy =
      group === row.group &&
      subject === row.subject &&
      learner === row.learner &&
      learnerNumber === row.learnerNumber &&
      test === row.test;
    return isTidy ? row : { ...row, group, subject, learner, learnerNumber, test };
  };
}

export function tooLong(row: ImportRow): Refusal | undefined {
  for (const [field, max] of lengths) {
    const words = row[field];
    if (words && words.length > max && [...words].length > max) return new Refusal('value-too-long', { max });
  }
}

export function checkMark(
  { mark, strands, learner, learnerNumber }: ImportRow,
  test: PlannedTest | undefined,
): Refusal | undefined {
  const marks = strands ? Object.values(strands) : [];
  if (mark === undefined) return marks.length > 0 ? new Refusal('mark-missing', {}) : undefined;
  if (!(learner || learnerNumber) || !test) return new Refusal('mark-alone', {});
  if (mark > test.maxMark || marks.some((m) => m > test.maxMark))
    return new Refusal('mark-above', { max: test.maxMark });
}

export function resultOf(
  { mark, strands }: ImportRow,
  group: PlannedGroup,
  test: PlannedTest | undefined,
  learnerId: string,
): PlannedResult | undefined {
  if (mark === undefined || !test) return undefined;
  const strandMarks = strands && Object.keys(strands).length > 0 ? strands : null;
  return { groupId: group.id, testId: test.id, learnerId, mark, strandMarks };
}

/** Strands that the file does not have count as the same, so that a file without them takes none away. */
export function isSame(before: ExistingResult, now: PlannedResult): boolean {
  const was = before.strandMarks ?? {};
  if (before.mark === now.mark && hasAll(was, now.strandMarks)) return true;
  now.strandMarks = before.strandMarks || now.strandMarks ? { ...was, ...now.strandMarks } : null;
  return false;
}

function hasAll(was: Record<string, number>, now: Record<string, number> | null): boolean {
  for (const name in now) if (was[name] !== now[name]) return false;
  return true;
}
