import { mapInTurns } from '../../lib/turns.ts';
import type { UpdatePlan, UpdateRow, Verdict } from '../../service/people/update/match-rows.ts';
import { changesOf, previewUpdate } from '../../service/people/update/update.ts';
import type { FileValue } from '../../ui/form.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import type { Call, Question } from '../command.ts';
import { remedies } from '../flow/remedies.ts';
import type { Answers } from '../form-inputs.ts';
import { type Held, heldIn, placesIn, readAsIn } from '../tables/answers.ts';
import type { FileRow } from '../tables/checked-rows.ts';
import { asksHowElse, howElse } from '../tables/read-else.ts';
import { recalling } from '../tables/remembered-columns.ts';
import { columnFields, forAllIn, namePlaces, questionAbout } from './file-question.ts';
import { askedOfPeople, openPeople, type PeopleFile } from './people-file.ts';
import { type PersonRow, type ReadPeople, readPeople } from './read-people.ts';

/** A list that is to change people, as it was read. */
interface UpdateRows {
  given: FileValue;
  file: PeopleFile;
  read: ReadPeople;
  rows: UpdateRow[];
  held: Held;
}

/** The same, and what becomes of its rows. */
export interface UpdateFile extends UpdateRows {
  plan: UpdatePlan;
  /** Rows that are refused, with why. */
  refused: FileRow[];
}

function open(call: Call, given: FileValue, { before, answers = before, isSettled }: Held): Promise<PeopleFile> {
  return openPeople(given, {
    chosen: placesIn(askedOfPeople, answers),
    ...(!isSettled && { recall: recalling(call.ctx, 'people', askedOfPeople) }),
    timeZone: call.known.centre.timeZone,
    areKnown: true,
    ...readAsIn(answers),
  });
}

/** Reads a list; or says what has to be asked of its columns first. @throws Refusal `file-unreadable`, `busy` */
export async function readRows(call: Call, given: FileValue, answers?: Answers): Promise<UpdateRows | Question> {
  if (answers && asksHowElse(answers))
    return howElse(askedOfPeople, answers, given, {
      open: (file, before) => open(call, file, { before, isSettled: true }),
      columns: columnFields,
      names: namePlaces,
    });
  const held = heldIn(askedOfPeople, answers);
  const file = await open(call, given, held);
  if (file.unclear) return questionAbout(call, file, undefined, held) as Question;
  const read = await readPeople(file, forAllIn(held.answers));
  return { given, file, read, rows: await mapInTurns(read.rows, (row) => rowOf(file, row)), held };
}

/**
 * Says what becomes of a list as well, or what has to be asked first: also what those get who are new and given nothing, and of names that
 * look garbled.
 *
 * @throws Refusal `file-unreadable`, `busy`, `not-allowed`
 */
export async function readUpdate(call: Call, given: FileValue, answers?: Answers): Promise<UpdateFile | Question> {
  const list = await readRows(call, given, answers);
  if (isQuestion(list)) return list;
  const { file, read, rows, held } = list;
  const plan = await previewUpdate(call.ctx, { rows });
  const question = questionAbout(call, file, { ...read, rows: inQuestion(read.rows, plan.verdicts) }, held);
  if (question) return question;
  return { ...list, plan, refused: refusedOf(call, read.rows, plan.verdicts) };
}

function rowOf(file: PeopleFile, { person, says, staffroomId, nameProblem, problems }: PersonRow): UpdateRow {
  const { firstName, lastName, email } = person;
  return {
    staffroomId,
    email,
    wanted: { firstName, lastName, ...says },
    isWholeName: file.whole !== undefined,
    isNameDoubtful: nameProblem !== undefined,
    asNew: person,
    unread: problems.some((problem) => problem !== nameProblem),
  };
}

/** Who is new and is given nothing, and whose names look garbled and are not so here. */
const inQuestion = (rows: PersonRow[], verdicts: Verdict[]): PersonRow[] =>
  rows.flatMap((row, i) => {
    const verdict = verdicts[i];
    const lacksSites = verdict?.kind === 'refused' && verdict.refusals.some(({ code }) => code === 'no-site');
    const isGarbled = row.mended !== undefined && verdict?.kind !== 'same';
    if (!lacksSites && !isGarbled) return [];
    return [{ ...row, namesAny: row.namesAny || !lacksSites, ...(!isGarbled && { mended: undefined }) }];
  });

export const refusedOf = (call: Call, rows: PersonRow[], verdicts: Verdict[]): PersonRow[] =>
  rows.flatMap((row, i) => {
    const verdict = verdicts[i];
    if (verdict?.kind !== 'refused') return [];
    const { refusals } = verdict;
    const own = refusals.length > 0 ? row.problems.filter((problem) => problem !== row.nameProblem) : row.problems;
    const problems = [...own, ...refusals.map(sentenceOf)];
    return [{ ...row, problems, buttons: refusals.flatMap((refusal) => remedies(call, refusal)) }];
  });

export const isQuestion = (read: UpdateRows | Question): read is Question => 'fields' in read;

export const countsOf = ({ plan, refused }: UpdateFile) => ({
  added: plan.verdicts.filter(({ kind }) => kind === 'new').length,
  changed: changesOf(plan).length,
  same: plan.verdicts.filter(({ kind }) => kind === 'same').length,
  refused: refused.length,
  missing: plan.missing.length,
});
