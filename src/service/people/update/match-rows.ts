import { eachInTurns } from '../../../lib/turns.ts';
import { fullName } from '../../../words/people.ts';
import { comparableEmail } from '../../../words/read-email.ts';
import type { Ctx, Db } from '../../context.ts';
import { Refusal } from '../../errors.ts';
import { type CheckedRow, checkRows, type NewPerson } from '../check-rows.ts';
import { sanitizeEmail } from '../details.ts';
import type { Person } from '../person.ts';
import { foldStaffroomId, staffroomIdOf } from '../staffroom-id.ts';
import { type Known, readAwaited, readEveryone } from './everyone.ts';
import { judge } from './judge.ts';
import { type Change, namesWanted, type Wanted } from './wanted.ts';

/** A row of a list of people that comes back to us, or from elsewhere. */
export interface UpdateRow {
  /** What our own files call them; where there is none, they are known by the e-mail. */
  staffroomId?: string | undefined;
  /** '' where there is none. */
  email: string;
  /** What it says of them beside. */
  wanted: Wanted;
  /** Its name stands in one column, of which no one can say for sure which part is which. */
  isWholeName?: boolean;
  /** Its name looks garbled: the row is taken only where that is how they are called here. */
  isNameDoubtful?: boolean;
  /** Who they would be if nobody has that e-mail. */
  asNew: NewPerson;
  /** It can't be read: nothing comes of it, but that its person is in the file. */
  unread?: boolean;
}

export type Verdict =
  | { kind: 'new'; person: CheckedRow['person'] }
  | { kind: 'changed'; change: Change }
  | { kind: 'same'; waits?: true }
  /** No refusals: of a row that can't be read. */
  | { kind: 'refused'; refusals: Refusal[] };

export interface UpdatePlan {
  /** One for each row, in their order. */
  verdicts: Verdict[];
  /** Who can sign in, or is invited, and is in no row; by last name. */
  missing: Person[];
}

/** What a list of people would change, and nothing else of theirs. In nine queries, however many rows there are. */
export async function planUpdate(ctx: Ctx<Db>, rows: UpdateRow[]): Promise<UpdatePlan> {
  const everyone = await readEveryone(ctx);
  const awaited = await readAwaited(ctx);
  const find = await finder(everyone, awaited);
  const verdicts: Verdict[] = Array.from({ length: rows.length }, () => ({ kind: 'refused', refusals: [] }));
  const known: { at: number; person: Known; wanted: Wanted }[] = [];
  const unknown: { at: number; person: NewPerson }[] = [];
  const inFile = new Set<string>();
  const byRow = new Set<string>();
  await eachInTurns(rows, (row, at) => {
    const named = find({ email: row.email });
    const found = row.staffroomId ? find(row) : named;
    // Whoever's e-mail stands in it is not missing, though its id is broken or another's.
    for (const person of [found, named]) if (person) inFile.add(person.id);
    if (row.staffroomId && !found) {
      // Of someone deleted since the file was made, it would make a new person.
      const refusal = new Refusal('staffroom-id-unknown', { name: named && fullName(named) });
      if (!row.unread) verdicts[at] = { kind: 'refused', refusals: [refusal] };
      return;
    }
    const isTwice = found !== undefined && byRow.has(found.id);
    if (found) byRow.add(found.id);
    if (row.unread || (row.isNameDoubtful && !isCalledSo(found, row))) return;
    if (isTwice) verdicts[at] = { kind: 'refused', refusals: [new Refusal('person-twice', {})] };
    else if (found) known.push({ at, person: found, wanted: wantedOf(found, row) });
    else unknown.push({ at, person: row.asNew });
  });
  const checked = await checkRows(
    ctx,
    unknown.map(({ person }) => person),
  );
  const taken = new Set<string>();
  for (const [i, { at }] of unknown.entries()) {
    const { person, refusals = [] } = checked[i] ?? {};
    verdicts[at] = refusals.length > 0 || !person ? { kind: 'refused', refusals } : { kind: 'new', person };
    if (refusals.length === 0 && person) taken.add(comparableEmail(person.email));
  }
  const judged = await judge(ctx, known, awaited, taken);
  for (const [i, { at }] of known.entries()) {
    const { change, refusals = [], waits } = judged[i] ?? {};
    verdicts[at] =
      refusals.length > 0
        ? { kind: 'refused', refusals }
        : change
          ? { kind: 'changed', change }
          : { kind: 'same', ...(waits && { waits }) };
  }
  const missing = everyone.filter(({ id, status }) => status !== 'suspended' && !inFile.has(id));
  return { verdicts, missing };
}

/** Looks for whom a row is about: by our id; else by the e-mail, what the directory calls them, or the e-mail that waits for its link. */
async function finder(everyone: Known[], awaited: Map<string, string>) {
  const byId = new Map<string, Known>();
  const byEmail = new Map<string, Known>();
  const otherwise = new Map<string, Known>();
  await eachInTurns(everyone, (person) => {
    byId.set(foldStaffroomId(staffroomIdOf(person.id)), person);
    byEmail.set(comparableEmail(person.email), person);
    if (person.userName) otherwise.set(comparableEmail(person.userName), person);
    const next = awaited.get(person.id);
    if (next) otherwise.set(next, person);
  });
  return ({ staffroomId, email }: Pick<UpdateRow, 'staffroomId' | 'email'>): Known | undefined => {
    if (staffroomId) return byId.get(foldStaffroomId(staffroomId));
    const key = comparableEmail(sanitizeEmail(email));
    return byEmail.get(key) ?? otherwise.get(key);
  };
}

const isCalledSo = (found: Known | undefined, row: UpdateRow) =>
  found !== undefined && Object.keys(namesWanted(found, wantedOf(found, row))).length === 0;

/** A name in one column that is theirs, whichever part is which, changes nothing. By its e-mail nobody's e-mail changes. */
function wantedOf(person: Person, { wanted, staffroomId, email, isWholeName }: UpdateRow): Wanted {
  const { firstName = '', lastName = '', ...others } = wanted;
  const parts = (...names: string[]) => names.join(' ').toLowerCase().split(/\s+/).filter(Boolean).sort().join(' ');
  const isTheirs = isWholeName && parts(firstName, lastName) === parts(person.firstName, person.lastName);
  return {
    ...(isTheirs ? others : wanted),
    ...(staffroomId && email !== '' && { email }),
  };
}
