import { shorten } from '../../lib/text.ts';
import { mapInTurns } from '../../lib/turns.ts';
import { maxRows } from '../../service/people/add.ts';
import type { NewPerson } from '../../service/people/check-rows.ts';
import type { FileValue } from '../../ui/form.ts';
import { programmeNames, roleNames, siteNames } from '../../ui/sentences/names.ts';
import { add as say } from '../../ui/sentences/people.ts';
import type { Role } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { pick } from '../line/options.ts';
import type { FileRow } from '../tables/checked-rows.ts';
import { type Cells, columnMeant, readTable, refuseFile } from '../tables/read.ts';

export interface PersonRow extends FileRow {
  person: NewPerson;
}

/** The columns' names as schools write them. */
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

/** @throws Refusal `file-unreadable` */
export async function readPeople(file: FileValue): Promise<PersonRow[]> {
  const { columns: head, rows } = await readTable(file, { maxRows, empty: say.csv.empty });
  const columns = head.map((name) => columnMeant(columnNames, name));
  const missing = required.filter((c) => !columns.includes(c));
  if (missing.length > 0) refuseFile(say.csv.columns(missing.map((c) => written[c] ?? c)));
  return mapInTurns(rows, (row) => readRow(head, columns, row));
}

function readRow(head: string[], columns: (Column | undefined)[], { line, cells }: Cells): PersonRow {
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
