import { randomUUID } from 'node:crypto';
import { eachInTurns } from '../../lib/turns.ts';
import type { DataSite } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';
import { checkMark, isSame, resultOf, sanitizer, tooLong } from './import-checks.ts';
import {
  type Existing,
  type ImportRow,
  keyOf,
  type PlannedGroup,
  type PlannedResult,
  type PlannedTest,
} from './import-rows.ts';
import { IndexByKey } from './index-by-key.ts';

/** What an import would do, and what stands in the way of which row. */
export interface ImportPlan {
  groups: PlannedGroup[];
  learners: { id: string; groupId: string; name: string }[];
  tests: PlannedTest[];
  /** Tests that get strands which they did not have. */
  strands: { id: string; groupId: string; strands: string[] }[];
  added: PlannedResult[];
  changed: PlannedResult[];
  /** Results that are there already, the same. */
  same: number;
  /** By the row's place in the list. */
  refused: Map<number, Refusal>;
}

/**
 * Works out what an import would do: a row at a time, in their order, against what is there and what earlier rows bring.
 * A row that is refused brings nothing. However much is alike in a file, no row takes longer than another.
 *
 * @param siteFor the site of a row, or why it can't be on it
 */
export async function planImport(
  existing: Existing,
  rows: ImportRow[],
  siteFor: (given: DataSite | undefined) => DataSite | Refusal,
): Promise<ImportPlan> {
  const plan: ImportPlan = {
    groups: [],
    learners: [],
    tests: [],
    strands: [],
    added: [],
    changed: [],
    same: 0,
    refused: new Map(),
  };
  const groups = new IndexByKey(groupKeys);
  const learners = new IndexByKey((l: Existing['learners'][number]) => [keyOf(l.groupId, l.name)]);
  const tests = new IndexByKey((t: PlannedTest) => [testKey(t.groupId, t.name), testKey(t.groupId, t.name, t.takenOn)]);
  const results = new Map<string, Existing['results'][number]>();
  const strandsOf = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const sanitize = sanitizer();

  const planRow = (given: ImportRow): Refusal | undefined => {
    const row = sanitize(given);
    const long = tooLong(row);
    if (long) return long;
    const site = siteFor(row.site);
    if (site instanceof Refusal) return site;
    const group = groupOf(row, site);
    if (group instanceof Refusal) return group;
    const test = testOf(row, group);
    if (test instanceof Refusal) return test;
    const wrong = checkMark(row, test);
    if (wrong) return wrong;

    const learner = row.learner ? learners.only(keyOf(group.id, row.learner)) : undefined;
    const learnerId = learner?.id ?? randomUUID();
    const result = resultOf(row, group, test, learnerId);
    const key = result && keyOf(result.testId, result.learnerId);
    if (key && seen.has(key)) return new Refusal('row-twice', {});

    // Nothing stands in the way any more: what is new is kept, for the rows to come.
    if (group.isNew && groups.add(group)) plan.groups.push(group);
    if (row.learner && !learner)
      plan.learners.push(learners.put({ id: learnerId, groupId: group.id, name: row.learner }));
    if (test?.isNew && tests.add(test)) plan.tests.push(test);
    if (test) addStrands(test, Object.keys(row.strands ?? {}));
    if (result && key) {
      seen.add(key);
      const before = results.get(key);
      if (!before) plan.added.push(result);
      else if (isSame(before, result)) plan.same += 1;
      else plan.changed.push(result);
    }
    return undefined;
  };

  function groupOf({ group, stage, subject }: ImportRow, site: DataSite): PlannedGroup | Refusal {
    if (!group) return new Refusal('group-missing', {});
    const alike = groups.all(groupKey(site, group, stage, subject));
    const [first] = alike;
    if (alike.length > 1) return new Refusal('group-ambiguous', { group });
    if (first) return first;
    if (stage === undefined || !subject) return new Refusal('group-new', { group });
    return { id: randomUUID(), site, name: group, stage, subject, isNew: true };
  }

  function testOf({ test, date, maxMark }: ImportRow, group: PlannedGroup): PlannedTest | Refusal | undefined {
    if (!test) return undefined;
    const alike = tests.all(testKey(group.id, test, date));
    const [first] = alike;
    if (alike.length > 1) return new Refusal('test-date', { test });
    if (first && maxMark !== undefined && first.maxMark !== maxMark) {
      return new Refusal('test-differs', { test, max: first.maxMark });
    }
    if (first) return first;
    if (!date || maxMark === undefined) return new Refusal('test-new', { test });
    return { id: randomUUID(), groupId: group.id, name: test, takenOn: date, maxMark, strands: [], isNew: true };
  }

  function addStrands(test: PlannedTest, names: string[]): void {
    let known = strandsOf.get(test.id);
    if (!known) {
      known = new Set(test.strands);
      strandsOf.set(test.id, known);
    }
    for (const name of names) known.add(name);
  }

  await eachInTurns(existing.groups, (g) => groups.add(g));
  await eachInTurns(existing.learners, (l) => learners.add(l));
  await eachInTurns(existing.tests, (t) => tests.add(t));
  await eachInTurns(existing.results, (r) => results.set(keyOf(r.testId, r.learnerId), r));
  await eachInTurns(rows, (row, i) => {
    const refusal = planRow(row);
    if (refusal) plan.refused.set(i, refusal);
  });
  await eachInTurns(plan.tests, (test) => {
    test.strands = [...(strandsOf.get(test.id) ?? [])];
  });
  await eachInTurns(existing.tests, (test) => {
    const strands = [...(strandsOf.get(test.id) ?? [])];
    if (strands.length > test.strands.length) plan.strands.push({ id: test.id, groupId: test.groupId, strands });
  });
  return plan;
}

/** By what a test of a group is found, with or without its date. */
const testKey = (groupId: string, name: string, date = '') => keyOf(groupId, name, date);

/** By what a group is found: its stage and its subject may be left out. */
const groupKey = (site: DataSite, name: string, stage?: number, subject = '') =>
  keyOf(site, name, String(stage ?? ''), subject);

const groupKeys = (g: PlannedGroup): string[] =>
  [...new Set([g.name, g.shown ?? g.name])].flatMap((name) => [
    groupKey(g.site, name),
    groupKey(g.site, name, g.stage),
    groupKey(g.site, name, undefined, g.subject),
    groupKey(g.site, name, g.stage, g.subject),
  ]);
