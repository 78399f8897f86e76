import type { DataSite } from '../../words/sites.ts';

/** One row of a file: a result, or as much of one as it has. */
export interface ImportRow {
  site?: DataSite;
  group: string;
  stage?: number;
  subject?: string;
  learner?: string;
  /** Says who the learner is, where it is there, whatever their name. */
  learnerNumber?: string;
  test?: string;
  /** `2026-09-03` */
  date?: string;
  maxMark?: number;
  mark?: number;
  /** Marks by strand, where the row has any. */
  strands?: Record<string, number>;
  /** The line of the file that it is of: what several rows have on one line is one learner's. */
  line?: number;
}

export interface PlannedGroup {
  id: string;
  site: DataSite;
  name: string;
  /** How it is called where it is shown, if otherwise: `3B (2)`. */
  shown?: string;
  stage: number;
  subject: string;
  isNew?: boolean;
}

export interface PlannedLearner {
  id: string;
  groupId: string;
  name: string;
  number: string | null;
  isNew?: boolean;
  /** Has no result in any test: two of one name without a number are then the same to everyone. */
  isBlank?: boolean;
  /** What the import changes about them, as it was. */
  was?: { name: string; number: string | null };
}

export interface PlannedTest {
  id: string;
  groupId: string;
  name: string;
  takenOn: string;
  maxMark: number;
  strands: string[];
  isNew?: boolean;
  /** Where the import changes it, how it was. */
  was?: Pick<PlannedTest, 'takenOn' | 'maxMark' | 'strands'>;
}

export interface PlannedResult {
  groupId: string;
  testId: string;
  learnerId: string;
  mark: number;
  strandMarks: Record<string, number> | null;
  /** What the import overwrites. */
  was?: { mark: number; strandMarks: Record<string, number> | null };
}

export type ExistingResult = Pick<PlannedResult, 'testId' | 'learnerId' | 'mark' | 'strandMarks'>;

/** What is there already of what a file may name. */
export interface Existing {
  groups: PlannedGroup[];
  learners: PlannedLearner[];
  tests: PlannedTest[];
  results: ExistingResult[];
}

/** A row of which it is known what it names but for the learner. `at` is its place in the list. */
export interface PlacedRow {
  at: number;
  row: ImportRow;
  group: PlannedGroup;
  test: PlannedTest | undefined;
}

/** By what things of one name are known for the same: their words, whatever their case. */
export const keyOf = (...words: string[]) => words.map((w) => w.toLowerCase()).join('\n');

/** A learner's number as it is compared: `foldedNumber` in db/schema is the same in SQL. */
export const foldNumber = (number: string) =>
  number.replaceAll(' ', '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
