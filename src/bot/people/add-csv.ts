import { shorten } from '../../lib/text.ts';
import { maxRows } from '../../service/people/add.ts';
import type { NewPerson } from '../../service/people/check-rows.ts';
import type { File } from '../../ui/card.ts';
import { programmeNames, roleNames, siteNames } from '../../ui/sentences/names.ts';
import { add as say } from '../../ui/sentences/people.ts';
import type { Role } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { type Cells, readRecords } from '../csv/read.ts';
import { toCsv } from '../csv/write.ts';
import { pick } from '../inputs.ts';

/** One row of a CSV of people. */
export interface CsvRow {
  /** Its row in a spreadsheet: the first after the column names is usually 2. */
  line: number;
  /** The file's own column names, and what stood below them; either may be the longer. */
  columns: string[];
  given: string[];
  person: NewPerson;
  /** Sentences; none where the row can be read. */
  problems: string[];
}

/** The columns' names as schools write them; compared without case, spaces and marks. */
const columnNames = {
  firstName: ['firstname', 'first', 'givenname', 'forename'],
  lastName: ['lastname', 'last', 'surname', 'familyname'],
  email: ['email', 'mail', 'emailaddress'],
  programmes: ['programmes', 'programme', 'programs', 'program'],
  sites: ['sites', 'site', 'access'],
  role: ['role', 'rights'],
  siteAdminOf: ['siteadmin', 'siteadminof'],
} as const;

type Column = keyof typeof columnNames;
const required: Column[] = ['firstName', 'lastName', 'email'];
const written: Record<string, string> = { firstName: 'first name', lastName: 'last name', email: 'e-mail' };

/**
 * Reads a CSV of people: with or without a byte-order mark; commas, semicolons or tabs between; names in quotes.
 *
 * @returns the rows, or a sentence that says why the file can't be read
 */
export function readPeople(content: string): { rows: CsvRow[] } | { unreadable: string } {
  const records = readRecords(content);
  if (!records) return { unreadable: say.csv.unreadable };
  const [first, ...body] = records;
  if (!first || body.length === 0) return { unreadable: say.csv.empty };
  if (body.length > maxRows) return { unreadable: say.csv.tooMany(maxRows) };
  const columns = first.cells.map(columnOf);
  const missing = required.filter((c) => !columns.includes(c));
  if (missing.length > 0) return { unreadable: say.csv.columns(missing.map((c) => written[c] ?? c)) };
  return { rows: body.map((record) => readRow(first.cells, columns, record)) };
}

function columnOf(name: string): Column | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return (Object.keys(columnNames) as Column[]).find((c) => (columnNames[c] as readonly string[]).includes(plain));
}

function readRow(head: string[], columns: (Column | undefined)[], { line, cells }: Cells): CsvRow {
  const cell = (c: Column) => cells[columns.indexOf(c)]?.trim() ?? '';
  const problems: string[] = [];
  const known = <K extends string>(what: string, options: Record<K, string>, word: string): K[] => {
    const key = pick(options, word);
    if (!key) problems.push(say.csv.unknown(what, shorten(word, 60)));
    return key ? [key] : [];
  };
  const several = <K extends string>(what: string, options: Record<K, string>, c: Column): K[] => [
    ...new Set(words(cell(c)).flatMap((w) => known(what, options, w))),
  ];
  const role = cell('role') === '' ? [] : known<Role>('role', roleNames, cell('role'));
  const sites = several<Site>('site', siteNames, 'sites');
  return {
    line,
    columns: head,
    given: cells,
    person: {
      firstName: cell('firstName'),
      lastName: cell('lastName'),
      email: cell('email'),
      programmes: several<Programme>('programme', programmeNames, 'programmes'),
      role: role[0] ?? 'teacher',
      siteAdminOf: several<Site>('site', siteNames, 'siteAdminOf'),
      ...(sites.length > 0 && { sites }),
    },
    problems,
  };
}

const words = (cell: string) =>
  cell
    .split(/[,;|\n]/)
    .map((w) => w.trim())
    .filter(Boolean);

/** What was refused, as it came, with a column that says why: to be mended and sent again. */
export function refusedFile(refused: Pick<CsvRow, 'columns' | 'given' | 'problems'>[], fileName: string): File {
  const head = refused[0]?.columns ?? [];
  const width = Math.max(head.length, ...refused.map((r) => r.given.length));
  const places = Array.from({ length: width }, (_, i) => i).filter((i) => head[i]?.trim().toLowerCase() !== 'why');
  const columns = places.map((i) => head[i] ?? '');
  const rows = refused.map((r) => [...places.map((i) => r.given[i] ?? ''), r.problems.join(' ')]);
  return {
    name: fileName.replace(/(\.csv)?$/i, '-refused.csv'),
    type: 'text/csv',
    content: toCsv([...columns, 'why'], rows),
  };
}
