import { eachInTurns, mapInTurns } from '../../lib/turns.ts';
import type { DataSite } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';
import { byName, type Namesakes } from './by-name.ts';
import { byNumber, type SharedNumber, type Whose } from './by-number.ts';
import { ByTest } from './by-test.ts';
import { correctByFile } from './correct-by-file.ts';
import { checkMark, isSame, resultOf, sanitizer, tooLong } from './import-checks.ts';
import type {
  Existing,
  ExistingResult,
  ImportRow,
  PlacedRow,
  PlannedGroup,
  PlannedLearner,
  PlannedResult,
  PlannedTest,
} from './import-rows.ts';
import { PlannedGroups } from './plan-groups.ts';
import { PlannedTests } from './plan-tests.ts';
import { Roster } from './roster.ts';

/** What an import would do, and what stands in the way of which row. */
export interface ImportPlan {
  groups: PlannedGroup[];
  learners: PlannedLearner[];
  /** Learners who get another name, or a number. */
  renamed: PlannedLearner[];
  tests: PlannedTest[];
  /** Tests whose date or maximum mark is corrected, or that get strands which they did not have. */
  retested: PlannedTest[];
  added: PlannedResult[];
  changed: PlannedResult[];
  /** Results that are there already, the same. */
  same: number;
  /** Learners of one name in a group, of whom some are new. */
  namesakes: Namesakes[];
  sharedNumbers: SharedNumber[];
  /** By the row's place in the list. */
  refused: Map<number, Refusal>;
  /** All whom a row names, for whoever tells of it. */
  names: { groups: Map<string, PlannedGroup>; learners: Map<string, PlannedLearner>; tests: Map<string, PlannedTest> };
}

/**
 * Works out what an import would do: where each row belongs, then whose it is, then what it brings; the same in whatever order the
 * rows are. A row that is refused brings nothing. However much is alike in a file, no row takes longer than another.
 *
 * @param siteFor the site of a row, or why it can't be on it
 */
export async function planImport(
  existing: Existing,
  given: ImportRow[],
  siteFor: (given: DataSite | undefined) => DataSite | Refusal,
): Promise<ImportPlan> {
  const refused = new Map<number, Refusal>();
  const rows = await mapInTurns(given, sanitizer());
  const groups = new PlannedGroups();
  await eachInTurns(existing.groups, (g) => groups.add(g));
  const results = new ByTest<ExistingResult>();
  await eachInTurns(existing.results, (r) => results.set(r.testId, r.learnerId, r));

  // What is new is known before any row is placed, so that their order makes no difference.
  const sites = await mapInTurns(rows, (row) => tooLong(row) ?? siteFor(row.site));
  await eachInTurns(sites, (site, at) => site instanceof Refusal || groups.offer(rows[at] as ImportRow, site));
  const inGroups: PlacedRow[] = [];
  await eachInTurns(rows, (row, at) => {
    const site = sites[at] as DataSite | Refusal;
    const group = site instanceof Refusal ? site : groups.of(row, site);
    if (group instanceof Refusal) refused.set(at, group);
    else inGroups.push({ at, row, group, test: undefined });
  });
  const tests = new PlannedTests(await correctByFile(existing, inGroups));
  await eachInTurns(existing.tests, (t) => tests.add(t));
  await eachInTurns(inGroups, ({ row, group }) => tests.offer(row, group));
  const placed: PlacedRow[] = [];
  await eachInTurns(inGroups, (one) => {
    const test = tests.of(one.row, one.group);
    if (test instanceof Refusal) return refused.set(one.at, test);
    const wrong = checkMark(one.row, test);
    if (wrong) return refused.set(one.at, wrong);
    one.test = test;
    placed.push(one);
  });

  const roster = new Roster(results);
  await eachInTurns(existing.learners, (l) => roster.add(l));
  const whose: Whose[] = [];
  const sharedNumbers = await byNumber(roster, placed, whose);
  const namesakes = await byName(roster, placed, whose);
  return drawUp({ existing, placed, whose, tests, results, namesakes, sharedNumbers, refused });
}

interface Settled extends Pick<ImportPlan, 'namesakes' | 'sharedNumbers' | 'refused'> {
  existing: Existing;
  placed: PlacedRow[];
  whose: Whose[];
  tests: PlannedTests;
  results: ByTest<ExistingResult>;
}

async function drawUp(settled: Settled): Promise<ImportPlan> {
  const { existing, placed, whose, tests, results, namesakes, sharedNumbers, refused } = settled;
  const plan: ImportPlan = {
    ...{ groups: [], learners: [], renamed: [], tests: [], retested: [], added: [], changed: [], same: 0 },
    ...{ namesakes, sharedNumbers, refused, names: { groups: new Map(), learners: new Map(), tests: new Map() } },
  };
  const { names } = plan;
  const given = await mapInTurns(placed, ({ row, group, test }, i) => {
    const who = whose[i];
    return who instanceof Refusal || !who ? undefined : resultOf(row, group, test, who.id);
  });
  const { again, disputed } = await saidTwice(given);
  await eachInTurns(placed, ({ at, row, group, test }, i) => {
    const who = whose[i];
    const result = given[i];
    if (who instanceof Refusal) return refused.set(at, who);
    if (result && (again.has(result) || disputed.has(result))) return refused.set(at, new Refusal('row-twice', {}));

    // Nothing stands in the way any more.
    if (!names.groups.has(group.id)) {
      if (group.isNew) plan.groups.push(group);
      names.groups.set(group.id, group);
    }
    if (who && !names.learners.has(who.id)) {
      if (who.isNew) plan.learners.push(who);
      else if (who.was) plan.renamed.push(who);
      names.learners.set(who.id, who);
    }
    if (test && !names.tests.has(test.id)) {
      if (test.isNew) plan.tests.push(test);
      names.tests.set(test.id, test);
    }
    if (test && row.strands) tests.addStrands(test, row.strands);
    if (!result) return;
    const before = results.get(result.testId, result.learnerId);
    if (!before) plan.added.push(result);
    else if (isSame(before, result)) plan.same += 1;
    else plan.changed.push({ ...result, was: { mark: before.mark, strandMarks: before.strandMarks } });
  });
  await eachInTurns(plan.tests, (test) => {
    test.strands = tests.strandsOf(test);
  });
  await eachInTurns(existing.tests, (test) => {
    if (!names.tests.has(test.id)) return;
    const strands = tests.strandsOf(test);
    const { takenOn, maxMark, strands: had } = test;
    if (strands.length > had.length) {
      test.was ??= { takenOn, maxMark, strands: had };
      test.strands = strands;
    }
    if (test.was) plan.retested.push(test);
  });
  return plan;
}

/**
 * Results of a learner in a test that a row has again; and those of which rows say different things, as the first of them has it: which of
 * them is right, nobody can tell.
 */
async function saidTwice(given: readonly (PlannedResult | undefined)[]) {
  const said = new ByTest<PlannedResult>();
  const again = new Set<PlannedResult>();
  const disputed = new Set<PlannedResult>();
  await eachInTurns(given, (result) => {
    if (!result) return;
    const first = said.get(result.testId, result.learnerId);
    if (first === undefined) return said.set(result.testId, result.learnerId, result);
    again.add(result);
    if (marksOf(first) !== marksOf(result)) disputed.add(first);
  });
  return { again, disputed };
}

const marksOf = ({ mark, strandMarks }: PlannedResult) => JSON.stringify([mark, strandMarks]);
