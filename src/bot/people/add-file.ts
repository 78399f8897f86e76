import { addPeople, previewAdd } from '../../service/people/add.ts';
import type { CheckedRow } from '../../service/people/check-rows.ts';
import type { Person } from '../../service/people/person.ts';
import type { Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { addFile as sayFile } from '../../ui/sentences/add-file.ts';
import { like as sayLike } from '../../ui/sentences/like.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan, Question } from '../command.ts';
import { refusalsIn, remedies } from '../flow/remedies.ts';
import type { Answers } from '../form-inputs.ts';
import { type Held, heldIn, placesIn, readAsIn, settled } from '../tables/answers.ts';
import {
  previewCard,
  type RowWords,
  refusedPart,
  type Sorted,
  type Source,
  sortRows,
  sourceOf,
  withRefusals,
} from '../tables/checked-rows.ts';
import { refuseFile } from '../tables/read.ts';
import { asksHowElse, elseButton, howElse } from '../tables/read-else.ts';
import { keepColumns, recalling } from '../tables/remembered-columns.ts';
import { fileNotes, type GoodRow, withPeople } from './file-preview.ts';
import { columnFields, forAllIn, namePlaces, questionAbout } from './file-question.ts';
import { copied, type Likeness, likenessIn } from './like.ts';
import { askedOfPeople, openPeople, type PeopleFile } from './people-file.ts';
import { type PersonRow, type ReadPeople, readPeople } from './read-people.ts';

/** Adding from a file: what would be added, what would not and why. */

const words: RowWords<PersonRow> = {
  done: 'added',
  nameOf: ({ person }) => person.email || fullName(person),
};

/** A file with each of its rows judged. */
interface Checked extends Sorted<PersonRow> {
  file: PeopleFile;
  read: ReadPeople;
  /** Those who can be added, as they will be kept, with the sites that they get. */
  people: GoodRow[];
}

/**
 * Rows that can't be read are judged apart: of one address twice the second may be added where the first is not.
 *
 * @throws Refusal `file-unreadable`
 */
async function judgeRows(call: Call, file: PeopleFile, read: ReadPeople): Promise<Checked> {
  const { good: readable, refused: unread } = await sortRows(read.rows);
  const verdicts = await previewAdd(call.ctx, { rows: readable.map((r) => r.person) });
  const others = unread.length > 0 ? await previewAdd(call.ctx, { rows: unread.map((r) => r.person) }) : [];
  const checked = new Map(readable.map((row, i) => [row.line, verdicts[i]?.person]));
  const all = [...(await judged(call, readable, verdicts)), ...(await judged(call, unread, others))];
  const sorted = await sortRows(all);
  return {
    file,
    read,
    ...sorted,
    people: sorted.good.map((row) => {
      const person = checked.get(row.line) ?? row.person;
      return { ...row, person, sites: person.sites ?? [] };
    }),
  };
}

const judged = (call: Call, rows: PersonRow[], verdicts: CheckedRow[]) =>
  withRefusals(
    rows,
    (i) => verdicts[i]?.refusals ?? [],
    (refusal) => remedies(call, refusal),
  );

const timeZoneOf = ({ known }: Call) => ({ timeZone: known.centre.timeZone });

/** The file by what was answered, or by what was said of one like it. @throws Refusal `file-unreadable`, `busy` */
function open(call: Call, given: FileValue, { before, answers = before, isSettled }: Held): Promise<PeopleFile> {
  return openPeople(given, {
    chosen: placesIn(askedOfPeople, answers),
    ...(!isSettled && { recall: recalling(call.ctx, 'people', askedOfPeople) }),
    ...timeZoneOf(call),
    ...readAsIn(answers),
  });
}

/** Adds what can be added. A row that someone else was quicker with is refused like any other. */
export async function addFile(
  call: Call,
  given: FileValue,
  { answers, like, day }: { answers?: Answers; like?: Person; day?: string },
): Promise<Card> {
  const held = heldIn(askedOfPeople, answers);
  const file = await open(call, given, held);
  if (file.unclear) refuseFile(sayFile.whichColumns);
  const read = await readPeople(file, forAllIn(held.answers, await likenessIn(call, like, held.answers)));
  const { good, refused } = await judgeRows(call, file, read);
  const { people, rows } = await addPeople(call.ctx, {
    rows: good.map((r) => r.person),
    skipRefused: true,
    day,
  });
  // What brought nobody in may be a mistake.
  if (people.length > 0) await keepColumns(call.ctx, 'people', file.table.columns, file.chosen);
  const late = await judged(call, good, rows);
  const source = sourceOf(given, file.table);
  const notes = people.length === 0 ? await fileNotes(file, read) : [];
  const card = await added(call, people, (await sortRows([...refused, ...late])).refused, { source, notes, day });
  if (people.length > 0) return card;
  const otherwise = await elseButton(call, 'add', { file: given }, askedOfPeople, file, held.answers);
  return { ...card, buttons: [...otherwise, ...(card.buttons ?? [])].slice(0, 3) };
}

/** What a file would do, or what has to be asked about it. Nothing to say Yes to where no row of it can be added. */
export async function previewFile(
  call: Call,
  given: FileValue,
  answers?: Answers,
  like?: Person,
): Promise<Plan | Question | undefined> {
  if (answers && asksHowElse(answers))
    return howElse(askedOfPeople, answers, given, {
      open: (file, before) => open(call, file, { before, isSettled: true }),
      columns: columnFields,
      names: namePlaces,
    });
  const held = heldIn(askedOfPeople, answers);
  const file = await open(call, given, held);
  const { likeness, error } = await likenessOrError(call, like, held.answers);
  const read = file.unclear ? undefined : await readPeople(file, forAllIn(held.answers, likeness));
  const question = questionAbout(call, file, read, held, { isGiven: like !== undefined, error });
  if (question || !read) return question;
  const { good, refused, people } = await judgeRows(call, file, read);
  if (good.length === 0) return undefined;
  const card = await previewCard(words, sourceOf(given, file.table), { good, refused });
  return {
    card: {
      ...withPeople(card, people, [...likeNotes(read, likeness), ...(await fileNotes(file, read))]),
      buttons: await elseButton(call, 'add', { file: given }, askedOfPeople, file, held.answers),
    },
    yes: say.csv.button(good.length),
    input: { answers: { ...held.answers, ...settled(askedOfPeople, file, held.answers ?? held.before) } },
    basis: [
      ...[...good, ...refused].map((r) => [r.line, r.person.email, r.problems]),
      ...(likeness ? [[likeness.of.id, likeness.programmes, likeness.sites]] : []),
    ],
  };
}

/** Who can't be found is asked for once more, beside the field. */
async function likenessOrError(call: Call, like: Person | undefined, answers: Answers | undefined) {
  try {
    return { likeness: await likenessIn(call, like, answers) };
  } catch (error) {
    const [refusal] = refusalsIn(error);
    if (like || !refusal) throw error;
    return { error: sentenceOf(refusal) };
  }
}

function likeNotes(read: ReadPeople, likeness: Likeness | undefined): string[] {
  const isUsed = read.rows.some(({ namesAny }) => !namesAny);
  return likeness && isUsed ? [sayLike.rows(fullName(likeness.of)), ...copied(likeness).text] : [];
}

/** What was added, and what was not. */
export async function added(
  call: Call,
  people: { id: string; firstName: string; lastName: string }[],
  refused: PersonRow[] = [],
  {
    source = { name: 'people.csv', isWorkbook: false },
    notes = [],
    day,
  }: { source?: Source; notes?: string[]; day?: string } = {},
): Promise<Card> {
  const [first] = people;
  const one = people.length === 1 && first;
  const n = people.length;
  const mails = n > 0 ? [day ? say.invitedLater(n, day) : say.mails(n, call.mailFrom)] : [];
  return {
    title: one ? say.doneOne({ name: fullName(first), first: first.firstName }) : say.done(people.length),
    tone: people.length > 0 ? 'good' : 'attention',
    ...(await refusedPart(words, source, refused, [...mails, ...notes])),
    buttons: [
      ...(one ? buttonTo(call, 'show', { input: { person: `id:${first.id}` } }) : []),
      ...buttonTo(call, 'scheduled', { onlyIf: day !== undefined && n > 0 }),
      ...buttonTo(call, 'add', { label: say.more, step: 'form' }),
      ...buttonTo(call, 'add', { label: say.getTemplate, input: { get: 'template' }, onlyIf: people.length === 0 }),
      ...buttonTo(call, 'list', { onlyIf: !one }),
    ],
  };
}
