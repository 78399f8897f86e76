import { takeTurns } from '../../lib/turns.ts';
import { Refusal } from '../errors.ts';
import { foldNumber, type PlacedRow, type PlannedLearner } from './import-rows.ts';
import { addTo, bestSpelling, type Roster, type Sat } from './roster.ts';

/** Whose a row is; why that can't be told; or nothing, where it names no learner. */
export type Whose = PlannedLearner | Refusal | undefined;

/** A number in a file's rows of one group. */
interface Numbered {
  groupId: string;
  number: string;
  spellings: Set<string>;
  sat: Sat;
  /** Places in the list of rows. */
  rows: number[];
}

/** A number that a file has beside several names. */
export interface SharedNumber {
  groupId: string;
  number: string;
  /** How the learner is called, and the other names. */
  name: string;
  others: string[];
}

/** Most learners of one name in a group who are told apart by what marks they have. */
export const maxOfOneName = 20;

/**
 * Whose the rows with a learner's number are. The number alone says who it is: under another name the learner is renamed. A
 * number that is new goes to the one learner of that name who has none, if their marks don't speak against it; else to a new one.
 */
export async function byNumber(roster: Roster, rows: readonly PlacedRow[], whose: Whose[]): Promise<SharedNumber[]> {
  const turn = takeTurns();
  const all = new Map<string, Numbered>();
  for (const [i, placed] of rows.entries()) {
    const wait = turn();
    if (wait) await wait;
    const { row, group } = placed;
    if (!row.learnerNumber) continue;
    const key = `${group.id} ${foldNumber(row.learnerNumber)}`;
    const there: Numbered = all.get(key) ?? {
      groupId: group.id,
      number: row.learnerNumber,
      spellings: new Set(),
      sat: new Map(),
      rows: [],
    };
    all.set(key, there);
    if (row.learnerNumber < there.number) there.number = row.learnerNumber;
    if (row.learner) there.spellings.add(row.learner);
    addTo(there.sat, placed);
    there.rows.push(i);
  }

  const shared: SharedNumber[] = [];
  const settle = (one: Numbered, who: PlannedLearner | Refusal) => {
    for (const i of one.rows) whose[i] = who;
    if (who instanceof Refusal) return;
    roster.claim(who, one.sat);
    const others = new Map([...one.spellings].map((name) => [roster.nameKey(one.groupId, name), name]));
    others.delete(roster.nameKey(one.groupId, who.name));
    if (others.size > 0) shared.push({ ...one, name: who.name, others: [...others.values()].sort() });
  };
  const withoutLearner = new Map<string, Numbered[]>();
  for (const one of [...all.values()].sort((a, b) => (foldNumber(a.number) < foldNumber(b.number) ? -1 : 1))) {
    await turn(one.rows.length);
    const alike = roster.butForZeros(one.groupId, bestSpelling(one.spellings), one.number);
    const isAnother = alike && all.has(`${one.groupId} ${foldNumber(alike.number ?? '')}`);
    const known = roster.withNumber(one.groupId, one.number) ?? (isAnother ? undefined : alike);
    if (known) {
      rename(roster, known, one);
      settle(one, known);
    } else if (one.spellings.size === 0) {
      settle(one, new Refusal('learner-unnamed', { number: one.number }));
    } else {
      const key = roster.nameKey(one.groupId, bestSpelling(one.spellings));
      withoutLearner.set(key, [...(withoutLearner.get(key) ?? []), one]);
    }
  }
  for (const [key, some] of withoutLearner) {
    await turn(some.length);
    for (const [one, who] of shareOut(roster, key, some)) settle(one, who);
  }
  return shared;
}

function rename(roster: Roster, learner: PlannedLearner, { groupId, spellings }: Numbered): void {
  const key = roster.nameKey(groupId, learner.name);
  if (spellings.size === 0 || [...spellings].some((name) => roster.nameKey(groupId, name) === key)) return;
  learner.was = { name: learner.name, number: learner.number };
  roster.rename(learner, bestSpelling(spellings));
}

/** Those of one name whose numbers are new here, each with the learner whom it is given to. */
function shareOut(roster: Roster, key: string, some: Numbered[]): [Numbered, PlannedLearner | Refusal][] {
  const without = roster.withName(key).filter((l) => l.number === null);
  const shared: [Numbered, PlannedLearner | Refusal][] = [];
  const give = (one: Numbered, learner: PlannedLearner) => {
    learner.was = { name: learner.name, number: null };
    learner.number = one.number;
    roster.add(learner);
    shared.push([one, learner]);
  };
  const make = (one: Numbered) => shared.push([one, roster.make(one.groupId, bestSpelling(one.spellings), one.number)]);
  const unclear = (one: Numbered) =>
    shared.push([one, new Refusal('number-unclear', { learner: bestSpelling(one.spellings), number: one.number })]);

  const isMany = without.length > 0 && Math.max(without.length, some.length) > maxOfOneName;
  // By marks that are there already; who has the same marks as another can't be told from them.
  const speakFor = (one: Numbered) =>
    without.filter((l) => {
      const { same, others } = roster.compare(l, marksIn(one.sat));
      return same > 0 && others === 0;
    });
  const claims = new Map(some.map((one) => [one, isMany ? [] : speakFor(one)]));
  const timesMeant = (learner: PlannedLearner) => [...claims.values()].filter((of) => of.includes(learner)).length;
  const told = new Set<PlannedLearner>();
  const left: Numbered[] = [];
  for (const [one, [learner, ...others]] of claims) {
    if (learner && others.length === 0 && timesMeant(learner) === 1) {
      told.add(learner);
      give(one, learner);
    } else left.push(one);
  }
  const rest = without.filter((l) => !told.has(l));
  const [last] = left;
  const [sole] = rest;
  if (last && sole && left.length === 1 && rest.length === 1) {
    if (roster.compare(sole, last.sat).others > 0) unclear(last);
    else give(last, sole);
    return shared;
  }
  const areAlike = !isMany && rest.every((l) => l.isBlank);
  for (const one of left) {
    const learner = rest.shift();
    if (!areAlike) unclear(one);
    else if (learner) give(one, learner);
    else make(one);
  }
  return shared;
}

const marksIn = (sat: Sat): Sat => new Map([...sat].filter(([, given]) => given !== null));
