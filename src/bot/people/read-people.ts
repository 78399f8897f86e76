import { shorten } from '../../lib/text.ts';
import { mapInTurns } from '../../lib/turns.ts';
import type { NewPerson } from '../../service/people/check-rows.ts';
import { addFile as sayFile } from '../../ui/sentences/add-file.ts';
import { roleNames, siteNames } from '../../ui/sentences/names.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { garbled } from '../../words/garbled.ts';
import { fullName, type Role } from '../../words/people.ts';
import { programmesIn } from '../../words/programmes.ts';
import { readEmail } from '../../words/read-email.ts';
import type { Site } from '../../words/sites.ts';
import { splitName } from '../../words/whole-names.ts';
import { pick } from '../line/options.ts';
import type { FileRow } from '../tables/checked-rows.ts';
import type { Cells } from '../tables/read.ts';
import type { Column } from './columns.ts';
import { type PeopleFile, saysNothing } from './people-file.ts';
import { isOfLearners, kindOf } from './roles.ts';
import { nameBeside } from './where-addresses.ts';

export interface PersonRow extends FileRow {
  person: NewPerson;
  /** Whether the row names a programme or a site, or says something that should be one. */
  namesAny: boolean;
  /** Only what the row itself says of them, names apart. */
  says: Partial<Pick<NewPerson, 'role' | 'programmes' | 'sites' | 'siteAdminOf'>>;
  staffroomId: string;
  /** Which of the problems is that of the name. */
  nameProblem?: string;
  /** What the names may have been, where they look garbled. */
  mended?: Pick<NewPerson, 'firstName' | 'lastName'>;
}

/** Why someone in the file is none of those who are added. */
type LeftOut = 'learners' | 'families' | 'leaving';

export interface ReadPeople {
  rows: PersonRow[];
  leftOut: Record<LeftOut, number>;
  /** Titles that stood before names, and words that may mean rights and give none. */
  titles: string[];
  rightsNotTaken: string[];
}

/** What stands in the file for those who were asked of once: what they get, and whether garbled names are mended. */
export interface ForAll {
  programmes: NewPerson['programmes'];
  sites: Site[];
  mend: boolean;
}

/** Reads the rows of a list whose columns are clear. @param forAll what the rows get that name no programme and no site */
export async function readPeople(file: PeopleFile, forAll: ForAll): Promise<ReadPeople> {
  const leftOut = { learners: 0, families: 0, leaving: 0 };
  const titles = new Set<string>();
  const notTaken = new Set<string>();
  const givesRights = saysRights(file);
  const kept = await mapInTurns(file.table.rows, (row) => {
    const out = whyLeftOut(file, row);
    if (out) {
      leftOut[out] += 1;
      return [];
    }
    const role = roleIn(file, row);
    if (!givesRights && role !== '' && kindOf(role) === 'other') notTaken.add(shorten(role, 40));
    const names = namesIn(file, row);
    if (names.title) titles.add(names.title);
    return [readRow(file, row, names, givesRights, forAll)];
  });
  return { rows: kept.flat(), leftOut, titles: [...titles], rightsNotTaken: [...notTaken] };
}

const cellOf = ({ at }: PeopleFile, { cells }: Cells, column: Column): string => {
  const place = at[column];
  return place === undefined ? '' : (cells[place]?.trim() ?? '');
};

const roleIn = (file: PeopleFile, row: Cells) => cellOf(file, row, 'rights') || cellOf(file, row, 'role');

/**
 * Whether a column gives rights: one that is called as in our own files, and holds nothing but our own roles. In a school's list *Admin*
 * may be the office, beside *Librarian*.
 */
function saysRights(file: PeopleFile): boolean {
  if (file.at.rights === undefined) return false;
  return file.table.rows.every((row) => {
    const cell = cellOf(file, row, 'rights');
    return cell === '' || pick(roleNames, cell) !== undefined;
  });
}

const isNo = /^(?:false|no|n|0|falsch|nein|faux|non)$/i;
const isYes = /^(?:true|yes|y|1|wahr|ja|vrai|oui)$/i;

function whyLeftOut(file: PeopleFile, row: Cells): LeftOut | undefined {
  const cell = (c: Column) => cellOf(file, row, c);
  if (/^(?:to\s*be\s*)?deleted?$/i.test(cell('status')) || isYes.test(cell('isDeleted'))) return 'leaving';
  if (isNo.test(cell('isEnabled')) || isYes.test(cell('isBlocked'))) return 'leaving';
  const kind = kindOf(roleIn(file, row));
  if (kind === 'learner' || isOfLearners(cell('unit'))) return 'learners';
  return kind === 'family' ? 'families' : undefined;
}

interface Names {
  firstName: string;
  lastName: string;
  title?: string;
}

function namesIn(file: PeopleFile, row: Cells): Names {
  if (file.whole) {
    const cell = row.cells[file.whole.at] ?? '';
    return splitName(file.whole.at === file.at.email ? nameBeside(cell) : cell, file.whole.order);
  }
  const named = (which: 'firstName' | 'lastName') =>
    cellOf(file, row, which) || (file.alsoNames[which].map((at) => row.cells[at]?.trim() ?? '').find(Boolean) ?? '');
  return { firstName: named('firstName'), lastName: named('lastName') };
}

function readRow(
  file: PeopleFile,
  row: Cells,
  { firstName, lastName }: Names,
  givesRights: boolean,
  forAll: ForAll,
): PersonRow {
  const cell = (c: Column) => cellOf(file, row, c);
  const problems: string[] = [];
  const unknown = (what: string, word: string) => problems.push(say.csv.unknown(what, shorten(word, 60)));
  const sitesIn = (c: Column): Site[] => {
    const written = words(cell(c)).filter((word) => !saysNothing(word));
    for (const word of written) if (!pick(siteNames, word)) unknown('site', word);
    return [...new Set(written.flatMap((word) => pick(siteNames, word) ?? []))];
  };
  const programmes = cell('programmes');
  const named = programmesIn(saysNothing(programmes) ? '' : programmes);
  for (const word of named.unknown) unknown('programme', word);
  const sites = sitesIn('sites');
  const namesAny = named.programmes.length > 0 || sites.length > 0 || problems.length > 0;
  const meant = { firstName: mendedOf(firstName), lastName: mendedOf(lastName) };
  const isGarbled = meant.firstName !== firstName || meant.lastName !== lastName;
  const canMend = isGarbled && meant.firstName !== undefined && meant.lastName !== undefined;
  const mended = canMend ? (meant as Pick<NewPerson, 'firstName' | 'lastName'>) : undefined;
  let nameProblem: string | undefined;
  const names = mended && forAll.mend ? mended : { firstName, lastName };
  if (isGarbled && names !== mended) {
    const written = shorten(fullName({ firstName, lastName }), 80);
    nameProblem = mended ? sayFile.mayBe(written, fullName(mended)) : sayFile.garbled(written);
    problems.push(nameProblem);
  }
  const role = givesRights ? pick<Role>(roleNames, cell('rights')) : undefined;
  const siteAdminOf = sitesIn('siteAdminOf');
  const chosenSites = namesAny ? sites : forAll.sites;
  return {
    line: row.line,
    columns: file.table.columns,
    given: row.cells,
    hidden: file.secret,
    person: {
      ...names,
      email: emailIn(cell('email')),
      programmes: namesAny ? named.programmes : forAll.programmes,
      role: role ?? 'teacher',
      siteAdminOf,
      ...(chosenSites.length > 0 && { sites: chosenSites }),
    },
    says: {
      ...(role && { role }),
      ...(named.programmes.length > 0 && { programmes: named.programmes }),
      ...(sites.length > 0 && { sites }),
      ...(siteAdminOf.length > 0 && { siteAdminOf }),
    },
    staffroomId: cell('staffroomId'),
    namesAny,
    ...(nameProblem && { nameProblem }),
    mended,
    problems,
  };
}

/** The address in a cell; as it stands where there is none, for what is wrong with it to be said. */
function emailIn(cell: string): string {
  const { email, problem } = readEmail(cell);
  return problem ? cell : email;
}

/** The name as it may have been meant; itself where it is well, nothing where that can't be told. */
function mendedOf(name: string): string | undefined {
  const found = garbled(name);
  return found ? found.mended : name;
}

const words = (cell: string) =>
  cell
    .split(/[,;|\n]/)
    .map((w) => w.trim())
    .filter(Boolean);
