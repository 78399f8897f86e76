import { randomUUID } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { ByWords } from './by-words.ts';
import { type ImportRow, keyOf, type PlannedGroup, type PlannedTest } from './import-rows.ts';
import { IndexByKey } from './index-by-key.ts';
import { bestSpelling } from './roster.ts';

/** The tests of someone's groups, by name and date. */
export class PlannedTests {
  private readonly index = new IndexByKey((t: PlannedTest) => [
    keyOfTest(t.groupId, t.name),
    keyOfTest(t.groupId, t.name, t.takenOn),
  ]);
  private readonly strands = new Map<string, Set<string>>();
  /** How many rows give which maximum mark of a test that is new. */
  private readonly maxMarks = new Map<string, Map<number, number>>();
  private readonly uncorrected: Map<string, Refusal>;
  /** By what rows say of a test: most say the same as another. */
  private readonly said = new ByWords<{ offered?: PlannedTest; found?: PlannedTest[] }>();

  /** @param uncorrected why the maximum mark of a test can't be corrected, by its id */
  constructor(uncorrected: Map<string, Refusal>) {
    this.uncorrected = uncorrected;
  }

  add(test: PlannedTest): void {
    this.index.add(test);
  }

  /**
   * Has the test of which a row says all, unless there is one; alike in whatever order the rows are. Where rows give several maximum
   * marks it is the one that most of them give, of as many the highest.
   */
  offer({ test, date, maxMark }: ImportRow, { id: groupId }: PlannedGroup): void {
    if (!test || !date || maxMark === undefined) return;
    const said = this.bySaid(groupId, test, date);
    said.offered ??=
      this.index.only(keyOfTest(groupId, test, date)) ??
      this.index.put({ id: randomUUID(), groupId, name: test, takenOn: date, maxMark, strands: [], isNew: true });
    const there = said.offered;
    if (!there.isNew) return;
    if (there.name !== test) there.name = bestSpelling([there.name, test]);
    const given = this.maxMarks.get(there.id) ?? new Map<number, number>();
    this.maxMarks.set(there.id, given);
    const times = (given.get(maxMark) ?? 0) + 1;
    given.set(maxMark, times);
    const most = given.get(there.maxMark) ?? 0;
    if (times > most || (times === most && maxMark > there.maxMark)) there.maxMark = maxMark;
  }

  /** The test that a row names: one that is there, or that a row offered; nothing where it names none. To be asked when no more are added. */
  of({ test, date, maxMark }: ImportRow, group: PlannedGroup): PlannedTest | Refusal | undefined {
    if (!test) return undefined;
    const said = this.bySaid(group.id, test, date);
    said.found ??= this.index.all(keyOfTest(group.id, test, date));
    const alike = said.found;
    const [first] = alike;
    if (alike.length > 1) return new Refusal('test-date', { test });
    if (first && maxMark !== undefined && first.maxMark !== maxMark) {
      return this.uncorrected.get(first.id) ?? new Refusal('test-differs', { test, max: first.maxMark });
    }
    return first ?? new Refusal('test-new', { test });
  }

  private bySaid(groupId: string, name: string, date = '') {
    const place = this.said.under(groupId).under(date).under(name);
    place.value ??= {};
    return place.value;
  }

  addStrands(test: PlannedTest, marks: Record<string, number>): void {
    let known = this.strands.get(test.id);
    if (!known) {
      known = new Set(test.strands);
      this.strands.set(test.id, known);
    }
    for (const name of Object.keys(marks)) known.add(name);
  }

  strandsOf = (test: PlannedTest): string[] => [...(this.strands.get(test.id) ?? test.strands)];
}

/** By what a test of a group is found, with or without its date. */
const keyOfTest = (groupId: string, name: string, date = '') => keyOf(groupId, name, date);
