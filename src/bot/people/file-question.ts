import { stringOf, stringsOf } from '../../lib/json.ts';
import { shorten } from '../../lib/text.ts';
import type { Option } from '../../ui/form.ts';
import { addFile as say } from '../../ui/sentences/add-file.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { fullName } from '../../words/people.ts';
import { programmes } from '../../words/programmes.ts';
import { sites } from '../../words/sites.ts';
import type { Call, Question } from '../command.ts';
import type { Answers } from '../form-inputs.ts';
import { headAt } from '../tables/columns.ts';
import type { Table } from '../tables/read.ts';
import type { ChosenColumns, PeopleFile } from './people-file.ts';
import { programmesInput } from './programmes-input.ts';
import type { ForAll, ReadPeople } from './read-people.ts';

/** What is asked once of a list of people, in one form: its columns, what those get who are given nothing, names that look garbled. */

export const chosenColumns = ['email', 'firstName', 'lastName'] as const;

/** Most columns to choose from: a menu of Slack's holds no more. */
const maxOptions = 100;

/** A column among the options of a form. */
const optionOf = (at: number) => `column-${at}`;

export function columnsIn(answers: Answers = {}): ChosenColumns {
  const places = chosenColumns.flatMap((column) => {
    const at = /^column-(\d{1,3})$/.exec(stringOf(answers[column]) ?? '')?.[1];
    return at === undefined ? [] : [[column, Number(at)] as const];
  });
  return Object.fromEntries(places);
}

/** The same the other way round: what a Yes carries, so that it means the columns that were shown. */
export const answersFor = (chosen: ChosenColumns): Answers =>
  Object.fromEntries(chosenColumns.flatMap((c) => (chosen[c] === undefined ? [] : [[c, optionOf(chosen[c])]])));

export function forAllIn(answers: Answers = {}): ForAll {
  return {
    programmes: stringsOf(answers.programmes).flatMap((p) => programmes.find((each) => each === p) ?? []),
    sites: stringsOf(answers.sites).flatMap((s) => sites.find((each) => each === s) ?? []),
    mend: answers.mend === 'yes',
  };
}

/** The encoding and the sheet that were chosen in place of the guess. */
export const readAsIn = (answers: Answers = {}): { encoding?: string; sheet?: string } => ({
  ...(stringOf(answers.encoding) && { encoding: stringOf(answers.encoding) }),
  ...(stringOf(answers.sheet) && { sheet: stringOf(answers.sheet) }),
});

/** What the button asks that leads to another way of reading the file. */
export const howElseAsked = 'how-else';

/** Whether the button was pressed that asks how else the file may be read. */
export const asksHowElse = (answers: Answers = {}): boolean => answers.asks === howElseAsked;

/** Most rare names in an example of an encoding, in characters. */
const maxExample = 40;

/** How else a file may be read: in another encoding, with the names that would come of it, or another sheet. */
export async function howElse(
  { table }: PeopleFile,
  answers: Answers,
  readIn: (encoding: string) => Promise<PeopleFile>,
): Promise<Question> {
  const fields: Question['fields'] = [];
  const { encoding, sheet } = table.read;
  if (encoding) {
    const options: Option[] = [];
    for (const value of [encoding.guessed, ...encoding.others.slice(0, maxOptions - 1)])
      options.push({ value, label: shorten(say.column(value, await exampleIn(readIn, value)), 75) });
    fields.push({ name: 'encoding', kind: 'choice', label: say.encoding, hint: say.encodingHint, options });
  }
  if (sheet && sheet.others.length > 0) {
    const names = [sheet.name, ...sheet.others].slice(0, maxOptions);
    const options = names.map((name) => ({ value: name, label: shorten(name, 75) }));
    fields.push({ name: 'sheet', kind: 'choice', label: say.sheet, options });
  }
  return {
    title: say.readElse,
    fields,
    values: { encoding: encoding?.guessed, sheet: sheet?.name },
    answered: answers,
  };
}

async function exampleIn(readIn: (encoding: string) => Promise<PeopleFile>, encoding: string): Promise<string> {
  const file = await readIn(encoding);
  const rare = file.table.rows.map(({ cells }) => nameCells(file, cells)).filter((name) => /[^\x20-\x7e]/.test(name));
  return shorten(rare.slice(0, 3).join(', '), maxExample);
}

/** The question about a file; nothing where all is clear, or was answered. @param read its rows, where its columns are clear */
export function questionAbout(
  call: Call,
  file: PeopleFile,
  read: ReadPeople | undefined,
  answers: Answers | undefined,
): Question | undefined {
  const fields: Question['fields'] = [];
  const values: Question['values'] = {};
  const errors: Record<string, string> = {};
  const intro: string[] = [];
  if (file.unclear) {
    const guessed = guessColumns(file);
    const email = columnOptions(file.table, (cell) => /[@＠]/.test(cell));
    const names = columnOptions(file.table, (cell) => !/[@＠]/.test(cell));
    fields.push(
      { name: 'email', kind: 'choice', label: say.emailColumn, required: true, options: email },
      { name: 'firstName', kind: 'choice', label: say.firstNameColumn, required: true, options: names },
      { name: 'lastName', kind: 'choice', label: say.lastNameColumn, hint: say.lastNameHint, options: names },
    );
    for (const column of chosenColumns) {
      const at = guessed[column];
      if (at !== undefined && at >= 0) values[column] = optionOf(at);
      if (answers && column !== 'lastName' && !answers[column]) errors[column] = say.chooseColumn;
    }
    intro.push(say.whichColumns);
  }
  const lacking = read ? read.rows.filter((r) => !r.namesAny) : [];
  const asksForAll = read ? lacking.length > 0 : file.at.programmes === undefined && file.at.sites === undefined;
  if (asksForAll) {
    const everyone = read ? lacking.length === read.rows.length : true;
    const { programmes, sites } = forAllIn(answers);
    const ask = programmesInput().ask?.(call);
    if (ask?.kind === 'choices') fields.push({ ...ask, name: 'programmes' });
    const options = call.known.centre.sites.map((value) => ({ value, label: siteNames[value] }));
    fields.push({ name: 'sites', kind: 'choices', label: say.sites, hint: say.sitesHint, options });
    intro.push(everyone ? say.nameNone(1, 1) : say.nameNone(lacking.length, read?.rows.length ?? 0));
    if (answers && everyone && programmes.length + sites.length === 0) errors.programmes = say.chooseSome;
  }
  const mended = (read?.rows ?? []).flatMap(({ mended, given }) => (mended ? [{ mended, given }] : []));
  const asWritten = (row: string[]) => nameCells(file, row);
  if (mended.length > 0) {
    const meant = mended.map(({ mended: m }) => shorten(fullName(m), 20));
    fields.push({
      name: 'mend',
      kind: 'choice',
      label: say.mend,
      hint: say.mendHint(mended.map(({ given }) => shorten(asWritten(given), 20))),
      options: [
        { value: 'yes', label: say.mendYes(meant.slice(0, 1)) },
        { value: 'no', label: say.mendNo },
      ],
    });
  }
  if (fields.length === 0) return undefined;
  // Asked once: what was answered stands, unless it leaves nothing to go on with.
  if (answers && Object.keys(errors).length === 0 && read) return undefined;
  return { title: say.question, intro: intro.join(' ') || undefined, fields, values, errors };
}

const nameCells = ({ at, whole }: PeopleFile, cells: string[]): string =>
  (whole ? [whole.at] : [at.firstName, at.lastName])
    .flatMap((place) => (place === undefined ? [] : [cells[place] ?? '']))
    .join(' ')
    .trim();

/** The columns that have anything in them, those that look right first, each with what stands in its first row. */
function columnOptions({ columns, rows }: Table, looksRight: (cell: string) => boolean): Option[] {
  const options = columns.flatMap((_, at) => {
    const example = rows.find(({ cells }) => (cells[at] ?? '').trim() !== '')?.cells[at]?.trim();
    if (example === undefined) return [];
    const label = shorten(say.column(shorten(headAt(columns, at), 40), shorten(example, 30)), 75);
    return [{ option: { value: optionOf(at), label }, right: looksRight(example) }];
  });
  return [...options.filter((o) => o.right), ...options.filter((o) => !o.right)]
    .slice(0, maxOptions)
    .map(({ option }) => option);
}

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
