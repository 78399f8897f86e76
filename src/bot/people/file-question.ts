import { stringsOf } from '../../lib/json.ts';
import { shorten } from '../../lib/text.ts';
import type { SimpleField } from '../../ui/form.ts';
import { addFile as say } from '../../ui/sentences/add-file.ts';
import { like as sayLike } from '../../ui/sentences/like.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { fullName } from '../../words/people.ts';
import { programmes } from '../../words/programmes.ts';
import { sites } from '../../words/sites.ts';
import type { Call, Question } from '../command.ts';
import type { Answers } from '../form-inputs.ts';
import { type Held, optionOf, placesIn, settled } from '../tables/answers.ts';
import { columnOptions } from '../tables/column-options.ts';
import { headAt } from '../tables/columns.ts';
import { sheetField } from '../tables/read-else.ts';
import { askedOfPeople, type ChosenColumns, type PeopleFile } from './people-file.ts';
import { programmesInput } from './programmes-input.ts';
import type { ForAll, ReadPeople } from './read-people.ts';

/** What is asked once of a list of people, in one form: its columns, what those get who are given nothing, names that look garbled. */

/** @param like whose programmes and sites stand in place of chosen ones */
export function forAllIn(answers: Answers = {}, like?: Pick<ForAll, 'programmes' | 'sites'>): ForAll {
  if (like) return { programmes: like.programmes, sites: like.sites, mend: answers.mend === 'yes' };
  return {
    programmes: stringsOf(answers.programmes).flatMap((p) => programmes.find((each) => each === p) ?? []),
    sites: stringsOf(answers.sites).flatMap((s) => sites.find((each) => each === s) ?? []),
    mend: answers.mend === 'yes',
  };
}

/** The fields in which columns are chosen. */
export function columnFields({ table, needsNames }: PeopleFile): SimpleField[] {
  const email = columnOptions(table, (cell) => /[@＠]/.test(cell));
  const names = columnOptions(table, (cell) => !/[@＠]/.test(cell));
  return [
    { name: 'email', kind: 'choice', label: say.emailColumn, required: true, options: email },
    { name: 'firstName', kind: 'choice', label: say.firstNameColumn, required: needsNames, options: names },
    { name: 'lastName', kind: 'choice', label: say.lastNameColumn, hint: say.lastNameHint, options: names },
  ];
}

/** The question about a file; nothing where all is clear, or was answered. @param read its rows, where its columns are clear */
export function questionAbout(
  call: Call,
  file: PeopleFile,
  read: ReadPeople | undefined,
  { before, answers }: Held,
  like?: { isGiven: boolean; error?: string },
): Question | undefined {
  const fields: Question['fields'] = [];
  const values: Question['values'] = {};
  const errors: Record<string, string> = {};
  const intro: string[] = [];
  const known = answers ? placesIn(askedOfPeople, before) : file.unclear ? {} : file.chosen;
  if (file.unclear || Object.keys(file.chosen).some((column) => !(column in known))) {
    const guessed = guessColumns(file);
    fields.push(...columnFields(file));
    for (const column of ['email', 'firstName', 'lastName'] as const) {
      const at = guessed[column];
      if (at !== undefined) values[column] = optionOf(at);
      const isNeeded = column === 'email' || (column === 'firstName' && file.needsNames);
      if (answers && isNeeded && !answers[column]) errors[column] = say.chooseColumn;
    }
    intro.push(say.whichColumns);
  }
  // A row without an address is a total or a note: nothing is asked for its sake.
  const people = read?.rows.filter(({ person }) => /[@＠]/.test(person.email)) ?? [];
  const lacking = people.filter((r) => !r.namesAny);
  const namesNone = file.at.programmes === undefined && file.at.sites === undefined;
  const asksForAll = read ? lacking.length > 0 : file.needsNames && namesNone;
  if (asksForAll && !like?.isGiven) {
    const everyone = lacking.length === people.length;
    const { programmes, sites } = forAllIn(answers);
    const ask = programmesInput().ask?.(call);
    if (ask?.kind === 'choices') fields.push({ ...ask, name: 'programmes' });
    const options = call.known.centre.sites.map((value) => ({ value, label: siteNames[value] }));
    fields.push({ name: 'sites', kind: 'choices', label: say.sites, hint: say.sitesHint, options });
    if (like) fields.push({ name: 'like', kind: 'person', label: sayLike.question });
    if (like?.error) errors.like = like.error;
    if (file.noProgrammes !== undefined) intro.push(say.noProgrammesIn(headAt(file.table.columns, file.noProgrammes)));
    const { needsNames } = file;
    if (needsNames) intro.push(everyone ? say.nameNone(1, 1) : say.nameNone(lacking.length, people.length));
    else intro.push(say.newNameNone(lacking.length));
    const chose = programmes.length + sites.length > 0 || Boolean(like && answers?.like);
    // Of a list that changes others too, those who are new may be left out.
    if (answers && everyone && needsNames && !chose) errors.programmes = say.chooseSome;
  }
  const mended = (read?.rows ?? []).flatMap(({ mended, given }) => (mended ? [{ mended, given }] : []));
  const asWritten = (row: string[]) => nameCells(file, row);
  if (mended.length > 0) {
    const meant = mended.map(({ mended: m }) => shorten(fullName(m), 20));
    fields.push({
      name: 'mend',
      kind: 'choice',
      label: say.mend,
      required: true,
      hint: say.mendHint(mended.map(({ given }) => shorten(asWritten(given), 20))),
      options: [
        { value: 'yes', label: say.mendYes(meant.slice(0, 1)) },
        { value: 'no', label: say.mendNo },
      ],
    });
    // What was asked before the names were known says nothing of them.
    if (answers && !answers.mend) errors.mend = say.chooseMend;
  }
  if (fields.length === 0) return undefined;
  // Asked once: what was answered stands, unless it leaves nothing to go on with.
  if (answers && Object.keys(errors).length === 0 && read) return undefined;
  return {
    title: say.question,
    intro: intro.join(' ') || undefined,
    fields: [...sheetField(file.table), ...fields],
    values: { ...values, sheet: file.table.read.sheet?.name },
    errors,
    answered: settled(askedOfPeople, { table: file.table, chosen: known }, answers ?? before),
  };
}

/** Where names are. */
export const namePlaces = ({ at, whole }: PeopleFile) => (whole ? [whole.at] : [at.firstName, at.lastName]);

const nameCells = (file: PeopleFile, cells: string[]): string =>
  namePlaces(file)
    .flatMap((place) => (place === undefined ? [] : [cells[place] ?? '']))
    .join(' ')
    .trim();

/** Rows that are looked at for a guess. */
const lookedAt = 50;

/** What the columns may be by what is in them: a form is filled in with it, and nothing more. */
function guessColumns({ table, at, whole, others, secret }: PeopleFile): ChosenColumns {
  const rows = table.rows.slice(0, lookedAt);
  const share = (place: number, pattern: RegExp) => {
    const cells = rows.map(({ cells }) => cells[place]?.trim() ?? '').filter((cell) => cell !== '');
    return cells.length === 0 ? 0 : cells.filter((cell) => pattern.test(cell)).length / cells.length;
  };
  const free = others.filter((place) => !secret.includes(place));
  const email = at.email ?? free.find((place) => share(place, /\S[@＠]\S/) > 0.5);
  const like = free.filter((place) => place !== email && share(place, /^[\p{L}\p{M}\s.'’,-]{2,60}$/u) > 0.8);
  const [first, last] = like;
  const known = whole ? { firstName: whole.at } : { firstName: at.firstName, lastName: at.lastName };
  const guessed = known.firstName === undefined ? { firstName: first, lastName: last } : known;
  return { email, ...guessed };
}
