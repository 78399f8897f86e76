import { eachInTurns } from '../../lib/turns.ts';
import type { Person } from '../../service/people/person.ts';
import type { FileValue } from '../../ui/form.ts';
import { namedInFile as say } from '../../ui/sentences/named-in-file.ts';
import { readEmail } from '../../words/read-email.ts';
import type { Call, Missing, Question } from '../command.ts';
import type { Answers } from '../form-inputs.ts';
import { maxPeople } from '../inputs.ts';
import { findEach } from '../line/find-person.ts';
import { heldIn, optionOf, placesIn, readAsIn, settled } from '../tables/answers.ts';
import { columnOptions } from '../tables/column-options.ts';
import { findColumns, namesKnownIn } from '../tables/columns.ts';
import { foldHead } from '../tables/heads.ts';
import { readTable, refuseFile, type Table } from '../tables/read.ts';
import { sheetField } from '../tables/read-else.ts';
import { peopleDictionary } from './columns.ts';
import { addressList, anAt, contentsOf, isUnsure, mailList } from './where-addresses.ts';

/** Those whom a file names by a column of e-mails. */
export interface NamedInFile {
  people: Person[];
  /** The rows that name nobody here. */
  missing: Missing[];
  /** What was read, for a plan to say. */
  note: string;
}

/** The column that may be asked for. */
const asked = { email: 'email' } as const;

/**
 * Whom a file names: a list with any columns of which one holds e-mails, or nothing but addresses.
 *
 * @returns a question where more than one column may be meant
 * @throws Refusal `file-unreadable`, also of one without an address, or in which nobody is someone's here
 */
export async function namedInFile(call: Call, file: FileValue, given?: Answers): Promise<NamedInFile | Question> {
  const { before, answers = before } = heldIn(asked, given);
  const table = await readTable(file, {
    maxRows: maxPeople,
    empty: say.empty,
    namesKnown: namesKnownIn(peopleDictionary),
    isRow: (cells) => cells.some((cell) => /\S[@＠]\S+\.\S/.test(cell)),
    listIn: (text) => mailList(text) ?? addressList(text),
    timeZone: call.known.centre.timeZone,
    ...readAsIn(answers),
  });
  const { at, isClear } = await whereAddresses(table, answers);
  if (!isClear) return questionAbout(table, at, answers);
  const { emails, missing } = await addressesIn(table, at);
  const found = await findEach(
    call,
    emails.map(({ words }) => ({ ref: words, exact: true })),
  );
  const people = found.flatMap((each) => ('one' in each ? [each.one] : []));
  const unknown = emails.filter((_, i) => !('one' in (found[i] ?? {})));
  const column = table.columns[at]?.trim() ?? '';
  const { sheet } = table.read;
  if (people.length === 0) refuseFile(say.nobody(emails.length, column));
  return {
    people: [...new Map(people.map((p) => [p.id, p])).values()],
    missing: [...missing, ...unknown].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    note: say.read(file.name, table.rows.length, column, sheet && sheet.others.length > 0 ? sheet.name : undefined),
  };
}

/** The column of the addresses, and whether it is surely that one. @throws Refusal where there is none */
async function whereAddresses(table: Table, answers: Answers): Promise<{ at: number; isClear: boolean }> {
  const chosen = placesIn(asked, answers).email;
  if (chosen !== undefined && chosen < table.columns.length) return { at: chosen, isClear: true };
  const contents = await contentsOf(table);
  const [first, ...others] = contents.withAt;
  if (first === undefined) refuseFile(say.noAddresses);
  const { email } = (await findColumns(peopleDictionary, table, { holds: { email: anAt } })).at;
  const at = email !== undefined && contents.withAt.includes(email) ? email : undefined;
  if (at === undefined) return { at: contents.ofAddresses[0] ?? first, isClear: others.length === 0 };
  // *Manager’s e-mail* is one as well, of another: what is called nothing but e-mail is meant.
  const isPlain = peopleDictionary.get(foldHead(table.columns[at] ?? ''))?.get('email') === 0;
  return { at, isClear: others.length === 0 || (isPlain && !isUnsure(table, at, contents)) };
}

function questionAbout(table: Table, at: number, answers: Answers): Question {
  const options = columnOptions(table, (cell) => anAt.test(cell));
  const fields: Question['fields'] = [
    ...sheetField(table),
    { name: asked.email, kind: 'choice', label: say.column, required: true, options },
  ];
  return {
    title: say.question,
    intro: say.whichColumn,
    fields,
    values: { [asked.email]: optionOf(at), sheet: table.read.sheet?.name },
    answered: settled(asked, { table, chosen: {} }, answers),
  };
}

/** Each address once, with its row; and the rows that have none. */
async function addressesIn({ rows }: Table, at: number): Promise<{ emails: Missing[]; missing: Missing[] }> {
  const emails = new Map<string, Missing>();
  const missing: Missing[] = [];
  await eachInTurns(rows, ({ cells, line }) => {
    const cell = cells[at]?.trim() ?? '';
    const { email, problem } = readEmail(cell);
    const all = problem?.why === 'several' ? problem.emails : problem ? [] : [email];
    for (const each of all) if (!emails.has(each.toLowerCase())) emails.set(each.toLowerCase(), { words: each, line });
    // A row without anything in that column, as a total at the end, is said too.
    if (all.length === 0) missing.push({ words: cell, line });
  });
  return { emails: [...emails.values()], missing };
}
