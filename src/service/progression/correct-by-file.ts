import { eachInTurns } from '../../lib/turns.ts';
import { Refusal } from '../errors.ts';
import { ByWords } from './by-words.ts';
import {
  type Existing,
  type ExistingResult,
  foldNumber,
  type ImportRow,
  keyOf,
  type PlacedRow,
  type PlannedTest,
} from './import-rows.ts';
import { nameKeyOf } from './roster.ts';

type InGroup = Pick<PlacedRow, 'row' | 'group'>;

/** What a file says of a test on one date; of rows without a date, under ''. */
interface Claim {
  maxMarks: Set<number>;
  rows: ImportRow[];
}

/** A test that is there, and the claim that would correct it. */
interface Correction {
  test: PlannedTest;
  claim: Claim;
  /** A date that no test of this name has: it is one test's alone, of all for which there is such a correction. */
  date?: string;
  /** What the file says of the other dates: the test is as well none of these. */
  others?: Claim[];
}

/**
 * Finds the tests that a file has with another date or maximum mark than they have here, and corrects them in `existing`.
 *
 * A date that is new is a correction where the file and just one test of this name have the same marks of the same learners, and
 * no other date of the file has them: else it is another sitting. A maximum mark is one where all rows agree.
 *
 * @param rows each with its group
 * @returns why a test could not be corrected, by its id
 */
export async function correctByFile(existing: Existing, rows: readonly InGroup[]): Promise<Map<string, Refusal>> {
  const refused = new Map<string, Refusal>();
  const found = await findCorrections(existing.tests, rows);
  if (found.length === 0) return refused;
  const marks = await Marks.of(existing, new Set(found.map((c) => c.test.id)));
  const agreeing = new Map<Claim, Correction[]>();
  for (const c of found) {
    if (c.date && (await marks.agree(c)) && !(await agreesWithAny(marks, c)))
      agreeing.set(c.claim, [...(agreeing.get(c.claim) ?? []), c]);
  }
  for (const c of found) {
    const { test, claim, date } = c;
    const [sole, ...others] = agreeing.get(claim) ?? [];
    if (date && (sole !== c || others.length > 0)) continue;
    const was = { takenOn: test.takenOn, maxMark: test.maxMark, strands: test.strands };
    const maxMark = claim.maxMarks.size === 1 ? [...claim.maxMarks][0] : undefined;
    const above = maxMark !== undefined && maxMark < test.maxMark ? await marks.above(c, maxMark) : undefined;
    if (above && maxMark !== undefined) {
      refused.set(test.id, new Refusal('max-below', { test: test.name, max: maxMark, ...above }));
    } else if (maxMark !== undefined) test.maxMark = maxMark;
    if (date) test.takenOn = date;
    if (test.takenOn !== was.takenOn || test.maxMark !== was.maxMark) test.was = was;
  }
  return refused;
}

async function agreesWithAny(marks: Marks, { test, others = [] }: Correction): Promise<boolean> {
  for (const claim of others) if (await marks.agree({ test, claim })) return true;
  return false;
}

async function findCorrections(tests: readonly PlannedTest[], rows: readonly InGroup[]): Promise<Correction[]> {
  const named = new Map<string, { tests: PlannedTest[]; claims: Map<string, Claim> }>();
  await eachInTurns(tests, (test) => {
    const key = keyOf(test.groupId, test.name);
    const there = named.get(key);
    if (there) there.tests.push(test);
    else named.set(key, { tests: [test], claims: new Map() });
  });
  if (named.size === 0) return [];
  const bySpelling = new ByWords<ReturnType<typeof named.get> | 'none'>();
  await eachInTurns(rows, ({ row, group }) => {
    if (!row.test) return;
    const spelt = bySpelling.under(group.id).under(row.test);
    spelt.value ??= named.get(keyOf(group.id, row.test)) ?? 'none';
    const there = spelt.value;
    if (there === 'none') return;
    const date = row.date ?? '';
    const claim = there.claims.get(date) ?? { maxMarks: new Set(), rows: [] };
    there.claims.set(date, claim);
    claim.rows.push(row);
    if (row.maxMark !== undefined) claim.maxMarks.add(row.maxMark);
  });
  return [...named.values()].flatMap(correctionsIn);
}

function correctionsIn({ tests, claims }: { tests: PlannedTest[]; claims: Map<string, Claim> }): Correction[] {
  const dated = [...claims].filter(([date]) => date !== '');
  const [only, ...others] = dated.filter(([date]) => tests.every((t) => t.takenOn !== date));
  const differs = ({ maxMarks }: Claim, test: PlannedTest) => maxMarks.size === 1 && !maxMarks.has(test.maxMark);
  const unnamed = tests.filter((t) => !claims.has(t.takenOn));
  const found: Correction[] =
    only && others.length === 0
      ? unnamed.map((test) => ({
          test,
          claim: only[1],
          date: only[0],
          others: dated.flatMap(([date, claim]) => (date === only[0] ? [] : [claim])),
        }))
      : [];
  for (const t of tests) {
    const claim = claims.get(t.takenOn) ?? (tests.length === 1 && dated.length === 0 ? claims.get('') : undefined);
    if (claim && differs(claim, t)) found.push({ test: t, claim });
  }
  return found;
}

/** The marks that are there in the tests that may be corrected, by learner. */
class Marks {
  private readonly byTest = new Map<string, (ExistingResult & { keys: string[]; name: string })[]>();

  static async of({ learners, results }: Existing, testIds: Set<string>): Promise<Marks> {
    const marks = new Marks();
    const byId = new Map(learners.map((l) => [l.id, l]));
    await eachInTurns(results, (result) => {
      const learner = testIds.has(result.testId) && byId.get(result.learnerId);
      if (!learner) return;
      const there = marks.byTest.get(result.testId) ?? [];
      marks.byTest.set(result.testId, there);
      const keys = keysOf({ learner: learner.name, learnerNumber: learner.number ?? undefined });
      there.push({ ...result, keys, name: learner.name });
    });
    return marks;
  }

  /**
   * Whether the rows have the marks that learners have in the test: of those who have one in both, three of four the same. Two
   * sittings of a test give fewer; with a date that is put right, a mark or two may be as well.
   */
  async agree({ test, claim }: Correction): Promise<boolean> {
    const known = new Map<string, Set<number>>();
    await eachInTurns(this.byTest.get(test.id) ?? [], ({ keys, mark }) => {
      for (const key of keys) known.set(key, (known.get(key) ?? new Set()).add(mark));
    });
    const isSame = new Map<string, boolean>();
    await eachInTurns(claim.rows, (row) => {
      const key = row.mark === undefined ? undefined : keysOf(row).find((k) => known.has(k));
      if (key) isSame.set(key, isSame.get(key) || known.get(key)?.has(row.mark ?? 0) === true);
    });
    const same = [...isSame.values()].filter(Boolean).length;
    return same > 0 && same * 4 >= isSame.size * 3;
  }

  /** The highest result above a maximum mark, of those that the rows leave as they are. */
  async above({ test, claim }: Correction, max: number): Promise<{ name: string; mark: number } | undefined> {
    const restated = new Set<string>();
    await eachInTurns(claim.rows, (row) => {
      if (row.mark !== undefined) for (const key of keysOf(row)) restated.add(key);
    });
    let highest: { name: string; mark: number } | undefined;
    await eachInTurns(this.byTest.get(test.id) ?? [], ({ name, mark, strandMarks, keys }) => {
      const top = Math.max(mark, ...Object.values(strandMarks ?? {}));
      if (top <= Math.max(max, highest?.mark ?? 0) || keys.some((key) => restated.has(key))) return;
      highest = { name, mark: top };
    });
    return highest;
  }
}

const keysOf = ({ learner, learnerNumber }: Pick<ImportRow, 'learner' | 'learnerNumber'>): string[] => [
  ...(learnerNumber ? [`number ${foldNumber(learnerNumber)}`] : []),
  ...(learner ? [`name ${nameKeyOf(learner)}`] : []),
];
