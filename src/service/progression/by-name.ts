import { takeTurns } from '../../lib/turns.ts';
import { Refusal } from '../errors.ts';
import { maxOfOneName, type Whose } from './by-number.ts';
import { ByWords } from './by-words.ts';
import { keyOf, type PlacedRow, type PlannedLearner } from './import-rows.ts';
import { addTo, bestSpelling, type Roster, type Sat } from './roster.ts';

/** What the file has on one line of a learner without a number. */
interface Line {
  groupId: string;
  spellings: Set<string>;
  sat: Sat;
  /** Places in the list of rows. */
  rows: number[];
}

/** Most lines of one name that are told apart by their marks. */
const maxLines = 1_000;

/** Several of one name in a group, of whom some are new: `count` in all. */
export interface Namesakes {
  groupId: string;
  name: string;
  count: number;
}

/**
 * Whose the rows without a learner's number are: by name. Of one name in a group there are several learners where two lines
 * have the same test, or none. Then each line is whose marks are there already; a line that is nobody's is a new learner where
 * it can be no other, and else refused: a mark never lands with one of several by chance.
 */
export async function byName(roster: Roster, rows: readonly PlacedRow[], whose: Whose[]): Promise<Namesakes[]> {
  const turn = takeTurns();
  const named = new Map<string, OfOneName>();
  const known = new ByWords<OfOneName>();
  for (const [i, { row, group, test }] of rows.entries()) {
    const wait = turn();
    if (wait) await wait;
    if (row.learnerNumber || !row.learner) continue;
    const spelt = known.under(group.id).under(row.learner);
    let there = spelt.value;
    if (!there) {
      const key = roster.nameKey(group.id, row.learner);
      there = named.get(key) ?? newName(group.id);
      named.set(key, there);
      spelt.value = there;
      there.spellings.add(row.learner);
    }
    there.rows.push(i);
    if (!test) there.bare += 1;
    else if (there.tests.has(test.id)) there.isOne = false;
    else there.tests.add(test.id);
  }

  const namesakes: Namesakes[] = [];
  for (const [key, of] of named) {
    await turn(of.rows.length);
    const who = soleOf(roster, key, of);
    if (who) {
      for (const i of of.rows) whose[i] = who;
      continue;
    }
    const all = linesOf(rows, of);
    for (const [some, there] of bySpelling(roster, all, roster.withName(key))) {
      const settled = settle(roster, some, [...there]);
      for (const [line, who] of settled.shares) for (const i of line.rows) whose[i] = who;
      if (settled.namesakes) namesakes.push(settled.namesakes);
    }
  }
  return namesakes;
}

/** The rows of one name in a group. */
interface OfOneName extends Pick<Line, 'groupId' | 'spellings' | 'rows'> {
  tests: Set<string>;
  /** How many name no test. */
  bare: number;
  /** No test is in two of them. */
  isOne: boolean;
}

const newName = (groupId: string): OfOneName => ({
  groupId,
  spellings: new Set(),
  tests: new Set(),
  bare: 0,
  isOne: true,
  rows: [],
});

/** The one learner of a name, who is as good as all: without a look at lines, where no test is in two rows. Nothing where there may be several. */
function soleOf(roster: Roster, key: string, of: OfOneName): PlannedLearner | undefined {
  const [sole, other] = roster.withName(key);
  if (!of.isOne || of.bare > 1 || other || (sole && roster.hasClaim(sole, of.tests))) return undefined;
  return sole ?? roster.make(of.groupId, bestSpelling(of.spellings), null);
}

/** The same rows by the line that they are on. */
function linesOf(rows: readonly PlacedRow[], of: OfOneName): Line[] {
  const lines = new Map<number, Line>();
  for (const i of of.rows) {
    const placed = rows[i] as PlacedRow;
    const { row, at } = placed;
    // A row that says nothing of its line is one of its own.
    const line = row.line ?? -1 - at;
    const there: Line = lines.get(line) ?? { groupId: of.groupId, spellings: new Set(), sat: new Map(), rows: [] };
    lines.set(line, there);
    there.spellings.add(row.learner ?? '');
    addTo(there.sat, placed);
    there.rows.push(i);
  }
  return [...lines.values()];
}

/** Learners who were told apart by their spelling alone, as long as that was enough and no other has the marks, go on being so. */
function bySpelling(
  roster: Roster,
  lines: Line[],
  there: readonly PlannedLearner[],
): [Line[], readonly PlannedLearner[]][] {
  const bySpelled = new Map(there.map((l) => [keyOf(l.name), l]));
  if (there.length < 2 || bySpelled.size < there.length) return [[lines, there]];
  const parts = new Map<PlannedLearner, Line[]>();
  const isAnothers = (learner: PlannedLearner, { sat }: Line) => {
    const { same } = roster.compare(learner, sat);
    return there.some((other) => roster.compare(other, sat).same > same);
  };
  for (const line of lines) {
    const [spelled, ...others] = [...new Set([...line.spellings].map((name) => keyOf(name)))];
    const learner = bySpelled.get(spelled ?? '');
    if (!learner || others.length > 0 || isAnothers(learner, line)) return [[lines, there]];
    parts.set(learner, [...(parts.get(learner) ?? []), line]);
  }
  if ([...parts.values()].some((some) => mostOfOneTest(some) > 1)) return [[lines, there]];
  return [...parts].map(([learner, some]) => [some, [learner]]);
}

interface Settled {
  shares: [Line, PlannedLearner | Refusal][];
  namesakes?: Namesakes;
}

/** @param there the learners of this name; those who are new are added */
function settle(roster: Roster, lines: Line[], there: PlannedLearner[]): Settled {
  const [first] = lines;
  if (!first) return { shares: [] };
  const { groupId } = first;
  const name = bestSpelling(lines.flatMap((line) => [...line.spellings]));
  const sat = lines.filter((line) => line.sat.size > 0);
  const bare = lines.filter((line) => line.sat.size === 0);
  const most = mostOfOneTest(sat);
  const [sole] = there;
  const isOne = most <= 1 && there.length <= 1 && bare.length <= 1;
  if (isOne && !(sole && sat.some((line) => roster.hasClaim(sole, line.sat.keys())))) {
    const who = sole ?? roster.make(groupId, name, null);
    return { shares: lines.map((line) => [line, who]) };
  }
  const unclear = new Refusal('learner-unclear', { learner: name });
  if (Math.max(there.length, most, bare.length) > maxOfOneName || lines.length > maxLines) {
    return { shares: lines.map((line) => [line, unclear]) };
  }

  const { shares, left } = sharesByMarks(roster, sat, there);
  const met = new Set(shares.map(([, learner]) => learner));
  const rest = there.filter((l) => !met.has(l) && !roster.isInFile(l));
  const others = there.filter((l) => !rest.includes(l));
  // Who sat a test beside all the others is none of them; and of those who have nothing yet any will do.
  const isAnother = (line: Line) =>
    most === sat.length &&
    rest.every((l) => l.isBlank && l.number === null) &&
    others.every((l) => met.has(l) || roster.hasClaim(l, line.sat.keys()));
  const before = there.length;
  const settled: Settled['shares'] = [...shares];
  const make = () => {
    const learner = roster.make(groupId, name, null);
    there.push(learner);
    return learner;
  };
  const blank = [...rest];
  for (const line of left) settled.push([line, isAnother(line) ? (blank.shift() ?? make()) : unclear]);
  for (const [i, line] of bare.entries()) settled.push([line, there[i] ?? make()]);
  const isMore = there.length > before && there.length > 1;
  return { shares: settled, ...(isMore && { namesakes: { groupId, name, count: there.length } }) };
}

/** How many lines have the test that most have. */
function mostOfOneTest(lines: Line[]): number {
  const times = new Map<string, number>();
  for (const { sat } of lines) for (const testId of sat.keys()) times.set(testId, (times.get(testId) ?? 0) + 1);
  return [...times.values()].reduce((most, n) => Math.max(most, n), 0);
}

/** The lines whose marks one of the learners has already, each with one; and those that are left. */
function sharesByMarks(
  roster: Roster,
  lines: Line[],
  there: readonly PlannedLearner[],
): { shares: [Line, PlannedLearner][]; left: Line[] } {
  const taken = new Set<string>();
  const isFree = (l: PlannedLearner, { sat }: Line) =>
    !roster.hasClaim(l, sat.keys()) && ![...sat.keys()].some((testId) => taken.has(keyOf(l.id, testId)));
  const shares: [Line, PlannedLearner][] = [];
  const left: Line[] = [];
  // Whoever has most of them first, so that fewer marks don't take the place of more.
  for (const line of [...lines].sort((a, b) => b.sat.size - a.sat.size)) {
    const learner = there.find((l) => {
      const { others, missing } = roster.compare(l, line.sat);
      return others + missing === 0 && isFree(l, line);
    });
    if (!learner) {
      left.push(line);
      continue;
    }
    for (const testId of line.sat.keys()) taken.add(keyOf(learner.id, testId));
    shares.push([line, learner]);
  }
  return { shares, left };
}
