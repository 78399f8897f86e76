import type { DataSite } from '../../words/sites.ts';

/** One row of a file: a result, or as much of one as it has. */
export interface ImportRow {
  site?: DataSite;
  group: string;
  stage?: number;
  subject?: string;
  learner?: string;
  test?: string;
  /** `2026-09-03` */
  date?: string;
  maxMark?: number;
  mark?: number;
  /** Marks by strand, where the row has any. */
  strands?: Record<string, number>;
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

export interface PlannedTest {
  id: string;
  groupId: string;
  name: string;
  takenOn: string;
  maxMark: number;
  strands: string[];
  isNew?: boolean;
}

export interface PlannedResult {
  groupId: string;
  testId: string;
  learnerId: string;
  mark: number;
  strandMarks: Record<string, number> | null;
}

/** What is there already of what a file may name. */
export interface Existing {
  groups: PlannedGroup[];
  learners: { id: string; groupId: string; name: string }[];
  tests: PlannedTest[];
  results: Pick<PlannedResult, 'testId' | 'learnerId' | 'mark' | 'strandMarks'>[];
}

/** By what things of one name are known for the same: their words, whatever their case. */
export const keyOf = (...words: string[]) => words.map((w) => w.toLowerCase()).join('\n');
