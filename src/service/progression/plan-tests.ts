import { randomUUID } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { type ImportRow, keyOf, type PlannedGroup, type PlannedTest } from './import-rows.ts';
import { IndexByKey } from './index-by-key.ts';

/** The tests of someone's groups, by name and date. */
export class PlannedTests {
  private readonly index = new IndexByKey((t: PlannedTest) => [
    keyOfTest(t.groupId, t.name),
    keyOfTest(t.groupId, t.name, t.takenOn),
  ]);
  private readonly strands = new Map<string, Set<string>>();
  private readonly uncorrected: Map<string, Refusal>;

  /** @param uncorrected why the maximum mark of a test can't be corrected, by its id */
  constructor(uncorrected: Map<string, Refusal>) {
    this.uncorrected = uncorrected;
  }

  add(test: PlannedTest): void {
    this.index.add(test);
  }

  /** The test that a row names: one that is there or that an earlier row brought, or a new one; nothing where it names none. */
  of({ test, date, maxMark }: ImportRow, group: PlannedGroup): PlannedTest | Refusal | undefined {
    if (!test) return undefined;
    const alike = this.index.all(keyOfTest(group.id, test, date));
    const [first] = alike;
    if (alike.length > 1) return new Refusal('test-date', { test });
    if (first && maxMark !== undefined && first.maxMark !== maxMark) {
      return this.uncorrected.get(first.id) ?? new Refusal('test-differs', { test, max: first.maxMark });
    }
    if (first) return first;
    if (!date || maxMark === undefined) return new Refusal('test-new', { test });
    return { id: randomUUID(), groupId: group.id, name: test, takenOn: date, maxMark, strands: [], isNew: true };
  }

  addStrands(test: PlannedTest, names: string[]): void {
    let known = this.strands.get(test.id);
    if (!known) {
      known = new Set(test.strands);
      this.strands.set(test.id, known);
    }
    for (const name of names) known.add(name);
  }

  strandsOf = (test: PlannedTest): string[] => [...(this.strands.get(test.id) ?? test.strands)];
}

/** By what a test of a group is found, with or without its date. */
const keyOfTest = (groupId: string, name: string, date = '') => keyOf(groupId, name, date);
