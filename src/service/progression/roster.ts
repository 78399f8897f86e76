import { randomUUID } from 'node:crypto';
import { sameName } from '../../words/names.ts';
import type { ByTest } from './by-test.ts';
import {
  type ExistingResult,
  foldNumber,
  keyOf,
  type PlacedRow,
  type PlannedLearner,
  type PlannedResult,
} from './import-rows.ts';

/** What a learner got in the tests that some rows name; null where they have no mark. */
export type Sat = Map<string, Pick<PlannedResult, 'mark' | 'strandMarks'> | null>;

/** The learners of someone's groups: those that are there, and those that a file brings. */
export class Roster {
  private readonly byNumber = new Map<string, PlannedLearner>();
  /** By name, and by name and number without the zeros before it. */
  private readonly byName = new Map<string, Set<PlannedLearner>>();
  private readonly keys = new Map<string, string>();
  private readonly results: ByTest<ExistingResult>;
  /** Which learner's mark in which test the rows with numbers have. */
  private readonly claimed = new Map<string, Set<string>>();

  constructor(results: ByTest<ExistingResult>) {
    this.results = results;
  }

  add(learner: PlannedLearner): void {
    if (learner.number !== null) this.byNumber.set(numberKey(learner.groupId, learner.number), learner);
    for (const key of this.keysOf(learner)) this.byName.set(key, (this.byName.get(key) ?? new Set()).add(learner));
  }

  /** From now on a learner is found by this name alone, as in the imports to come. */
  rename(learner: PlannedLearner, name: string): void {
    for (const key of this.keysOf(learner)) this.byName.get(key)?.delete(learner);
    learner.name = name;
    this.add(learner);
  }

  make(groupId: string, name: string, number: string | null): PlannedLearner {
    const learner = { id: randomUUID(), groupId, name, number, isNew: true };
    this.add(learner);
    return learner;
  }

  withNumber = (groupId: string, number: string) => this.byNumber.get(numberKey(groupId, number));
  withName = (key: string): readonly PlannedLearner[] => [...(this.byName.get(key) ?? [])];
  /** The one of a name whose number is this but for the zeros before it, which spreadsheets take away. */
  butForZeros(groupId: string, name: string, number: string): PlannedLearner | undefined {
    const [sole, ...others] = this.withName(withoutZeros(this.nameKey(groupId, name), number));
    return others.length > 0 ? undefined : sole;
  }

  private keysOf({ groupId, name, number }: PlannedLearner): string[] {
    const key = this.nameKey(groupId, name);
    return number === null ? [key] : [key, withoutZeros(key, number)];
  }

  /** By what all of one name in a group are found. */
  nameKey(groupId: string, name: string): string {
    const key = this.keys.get(name) ?? nameKeyOf(name);
    this.keys.set(name, key);
    return `${groupId} ${key}`;
  }

  claim(learner: PlannedLearner, sat: Sat): void {
    const theirs = this.claimed.get(learner.id) ?? new Set();
    this.claimed.set(learner.id, theirs);
    for (const testId of sat.keys()) theirs.add(testId);
  }

  /** Whether rows of this file are known to be theirs. */
  isInFile = (learner: PlannedLearner) => this.claimed.has(learner.id);
  hasClaim(learner: PlannedLearner, testIds: Iterable<string>): boolean {
    const theirs = this.claimed.get(learner.id);
    return theirs !== undefined && [...testIds].some((testId) => theirs.has(testId));
  }

  /** How marks of a file compare with those that a learner has in the same tests. */
  compare(learner: PlannedLearner, sat: Sat): { same: number; others: number; missing: number } {
    const found = { same: 0, others: 0, missing: 0 };
    for (const [testId, given] of sat) {
      const there = this.results.get(testId, learner.id);
      if (!given) found[there ? 'others' : 'same'] += 1;
      else if (!there) found.missing += 1;
      else found[isLike(there, given) ? 'same' : 'others'] += 1;
    }
    return found;
  }
}

/** Of a name that has no letter or digit, such as `???`, the name itself. */
export const nameKeyOf = (name: string): string => sameName(name) || keyOf(name);

const withoutZeros = (key: string, number: string) => `${key} #${foldNumber(number).replace(/^0+(?=\d)/, '')}`;
const numberKey = (groupId: string, number: string) => `${groupId} ${foldNumber(number)}`;

/** Strands that the file does not have count as the same. */
function isLike(there: ExistingResult, given: Pick<PlannedResult, 'mark' | 'strandMarks'>): boolean {
  const was = there.strandMarks ?? {};
  return there.mark === given.mark && Object.entries(given.strandMarks ?? {}).every(([name, m]) => was[name] === m);
}

/** Adds what a row says to what is known of the learner whose it is. */
export function addTo(sat: Sat, { row, test }: PlacedRow): void {
  if (!test) return;
  const { mark, strands = {} } = row;
  if (mark !== undefined) sat.set(test.id, { mark, strandMarks: strands });
  else if (!sat.has(test.id)) sat.set(test.id, null);
}

/** Of several spellings of one name the one to keep, whatever their order: in the usual order, with its accents and signs. */
export function bestSpelling(spellings: Iterable<string>): string {
  const [sole = '', ...others] = new Set(spellings);
  if (others.length === 0) return sole;
  const rank = (name: string) => [name.includes(','), /\p{Cf}/u.test(name), name === name.toLowerCase()];
  const [best = ''] = [sole, ...others].sort((a, b) => {
    const [of, than] = [rank(a), rank(b)];
    const at = of.findIndex((worse, i) => worse !== than[i]);
    return at >= 0 ? Number(of[at]) - Number(than[at]) : a < b ? 1 : -1;
  });
  return best;
}
