import { maxRows } from '../../service/people/add.ts';
import type { FileValue } from '../../ui/form.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { programmesIn } from '../../words/programmes.ts';
import type { Places } from '../tables/answers.ts';
import { type FoundColumns, findColumns, namesKnownIn } from '../tables/columns.ts';
import { foldHead, plainerHeads } from '../tables/heads.ts';
import { readTable, refuseFile, type Table } from '../tables/read.ts';
import { type Column, peopleDictionary } from './columns.ts';
import { anAt, contentsOf, isUnsure, mailList, withNames } from './where-addresses.ts';

/** The columns that are asked for where it is not clear which they are. */
export const askedOfPeople = { email: 'email', firstName: 'firstName', lastName: 'lastName' } as const;

/** What a person said of a file, or of one like it. */
export type ChosenColumns = Places<keyof typeof askedOfPeople>;

/** A list of people as a table, and what its columns mean. */
export interface PeopleFile {
  table: Table;
  /** What was said of its columns, now or of one like it. */
  chosen: ChosenColumns;
  at: FoundColumns<Column>['at'];
  /** Columns that are called the first or the last name as well, for rows that have none in the first of them: a legal name beside *Known as*. */
  alsoNames: Record<'firstName' | 'lastName', number[]>;
  /** Where a name that stands in one column is, and which of its parts comes first. */
  whole?: { at: number; order: 'first-name' | 'last-name' };
  /** Whether the programmes are in a column that is called something else, and holds nothing else. */
  programmesGuessed: boolean;
  /** A column that is called as if it had them, and names none. */
  noProgrammes?: number;
  /** Columns that nothing is taken from. */
  others: number[];
  /** Columns of passwords, which no file of ours shows again. */
  secret: number[];
  /** Whether it can't be told which columns hold the e-mail, or the name. */
  unclear: boolean;
  /** Whether it is of use without names. */
  needsNames: boolean;
}

interface Said {
  /** What was said of this file. */
  chosen?: ChosenColumns;
  /** What is remembered of one with these columns, asked where it is not clear and nothing was said. */
  recall?: (columns: string[]) => Promise<ChosenColumns>;
  /** Where the school is. */
  timeZone?: string;
  /** Chosen in place of what was guessed. */
  encoding?: string;
  sheet?: string;
  /** Whether the people may be known already: then it takes no names, and our own id in place of the e-mail. */
  areKnown?: boolean;
}

/** @throws Refusal `file-unreadable`, of a file without any address too */
export async function openPeople(
  file: FileValue,
  { chosen = {}, recall, areKnown = false, ...otherwise }: Said = {},
): Promise<PeopleFile> {
  const read = await readTable(file, {
    maxRows,
    empty: say.csv.empty,
    namesKnown: namesKnownIn(peopleDictionary),
    isRow: (cells) => cells.some((cell) => /\S[@＠]\S+\.\S/.test(cell)),
    listIn: mailList,
    ...otherwise,
  });
  const table = widened(read);
  const found = await settle(table, chosen, areKnown);
  const recalled = found.unclear && recall && Object.keys(chosen).length === 0 ? await recall(table.columns) : {};
  return Object.keys(recalled).length > 0 ? settle(table, recalled, areKnown) : found;
}

/** What the columns mean. @throws Refusal where no column can hold the addresses */
async function settle(table: Table, chosen: ChosenColumns, areKnown: boolean): Promise<PeopleFile> {
  const found = await findColumns<Column>(peopleDictionary, table, { chosen, holds: { email: anAt } });
  const at = { ...found.at };
  const contents = await contentsOf(table);
  const { withAt, ofAddresses, withWords } = contents;
  // Heads may stand above the wrong columns.
  const isMisplaced = [at.firstName, at.lastName].some((place) => place !== undefined && ofAddresses.includes(place));
  if (isMisplaced && chosen.firstName === undefined)
    for (const name of ['firstName', 'lastName'] as const) delete at[name];
  const settled = settleNames(at, chosen.firstName !== undefined);
  const named = settled && ofAddresses.includes(settled.at) && chosen.firstName === undefined ? undefined : settled;
  const places = table.columns.map((_, place) => place);
  const secret = places.filter((place) => isSecret(table.columns[place] ?? ''));
  // Of a workbook another sheet may be meant.
  const isOnly = !table.read.sheet?.others.length;
  const hasIds = areKnown && at.staffroomId !== undefined;
  if (at.email === undefined && isOnly && withAt.length === 0 && !hasIds)
    refuseFile(say.csv.columns([...(at.firstName === undefined && !named ? ['name'] : []), 'e-mail']));
  if (chosen.email === undefined && isUnsure(table, at.email, contents)) delete at.email;
  const taken = [...Object.values(at), ...secret, ...withAt];
  const hasNames = at.firstName !== undefined || named || withWords.some((place) => !taken.includes(place));
  const within = hasNames ? undefined : withNames(table, at.email, contents);
  if (!hasNames && within === undefined && isOnly && !areKnown) refuseFile(say.csv.noNames);
  if (within !== undefined) at.email = within;
  const whole: PeopleFile['whole'] = within === undefined ? named : { at: within, order: 'first-name' };
  const noProgrammes = at.programmes;
  if (noProgrammes !== undefined && namesNoProgramme(table, noProgrammes)) delete at.programmes;
  const { perhapsProgrammes } = at;
  const programmesGuessed =
    at.programmes === undefined && perhapsProgrammes !== undefined && namesProgrammes(table, perhapsProgrammes);
  if (programmesGuessed) at.programmes = perhapsProgrammes;
  delete at.perhapsProgrammes;
  const alsoNames = {
    firstName: alsoCalled(table, 'firstName', at.firstName),
    lastName: alsoCalled(table, 'lastName', at.lastName),
  };
  const used = new Set([...Object.values(at), whole?.at, ...alsoNames.firstName, ...alsoNames.lastName]);
  return {
    table,
    chosen,
    at,
    alsoNames,
    whole,
    programmesGuessed,
    ...(at.programmes === undefined && { noProgrammes }),
    others: places.filter((place) => !used.has(place)),
    secret,
    unclear: (at.email === undefined && !hasIds) || (!areKnown && at.firstName === undefined && !whole),
    needsNames: !areKnown,
  };
}

/** The columns of this very name that have something where the one that was taken has nothing. */
function alsoCalled({ columns, rows }: Table, column: Column, at: number | undefined): number[] {
  if (at === undefined) return [];
  const lacking = rows.filter(({ cells }) => !cells[at]?.trim());
  return columns.flatMap((head, place) =>
    place !== at &&
    peopleDictionary.get(foldHead(head))?.has(column) &&
    lacking.some(({ cells }) => cells[place]?.trim())
      ? [place]
      : [],
  );
}

const isSecret = (head: string) => plainerHeads(head).some((name) => peopleDictionary.get(name)?.has('password'));

/** A column that only its cells are in, behind the last that has a name, is one all the same. */
function widened(table: Table): Table {
  const width = table.rows.reduce((widest, { cells }) => Math.max(widest, cells.length), table.columns.length);
  return { ...table, columns: Array.from({ length: width }, (_, place) => table.columns[place] ?? '') };
}

/** *Name* is the whole name where it stands alone, and one of the two beside the other. */
function settleNames(at: FoundColumns<Column>['at'], isChosen: boolean): PeopleFile['whole'] {
  const { firstOrWhole, lastOrWhole, lastNameFirst, wholeName } = at;
  if (at.lastName !== undefined) at.firstName ??= firstOrWhole ?? lastOrWhole;
  else if (at.firstName !== undefined && !isChosen) at.lastName = lastOrWhole ?? firstOrWhole;
  for (const name of ['firstOrWhole', 'lastOrWhole', 'lastNameFirst', 'wholeName'] as const) delete at[name];
  if (at.firstName !== undefined && at.lastName !== undefined) return undefined;
  const whole =
    (isChosen ? at.firstName : undefined) ?? wholeName ?? lastNameFirst ?? at.firstName ?? firstOrWhole ?? lastOrWhole;
  if (whole === undefined) return undefined;
  delete at.firstName;
  delete at.lastName;
  return { at: whole, order: whole === lastNameFirst ? 'last-name' : 'first-name' };
}

/** Whether a column that has something in it names no programme at all: *Programme* may say *Maths*. */
function namesNoProgramme({ rows }: Table, at: number): boolean {
  const filled = rows.map(({ cells }) => cells[at]?.trim() ?? '').filter((cell) => !saysNothing(cell));
  return filled.length > 0 && filled.every((cell) => programmesIn(cell).programmes.length === 0);
}

/** Whether all that a column says are programmes: *Subjects* may say *Maths*, and *Section* *Primary*. */
function namesProgrammes({ rows }: Table, at: number): boolean {
  let named = 0;
  for (const { cells } of rows) {
    const cell = cells[at]?.trim() ?? '';
    if (saysNothing(cell)) continue;
    if (programmesIn(cell).unknown.length > 0) return false;
    named += 1;
  }
  return named > 0;
}

/** What people write where there is nothing to say, and spreadsheets where a look-up found nothing. */
export const saysNothing = (cell: string): boolean => /^(?:[-–—./]*|n\/?a|none|nil|null|#n\/a)$/i.test(cell.trim());
