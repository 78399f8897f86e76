import { sanitizeNames } from '../../service/people/details.ts';
import type { Card, Fact, Row } from '../../ui/card.ts';
import { listed } from '../../ui/formats.ts';
import { addFile as say } from '../../ui/sentences/add-file.ts';
import { programmeNames, roleNames, sites as siteList, siteNames } from '../../ui/sentences/names.ts';
import { fullName } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { headAt, unusedColumns } from '../tables/columns.ts';
import { foldHead } from '../tables/heads.ts';
import { columnsChosen, howRead } from '../tables/read-else.ts';
import type { PeopleFile } from './people-file.ts';
import type { PersonRow, ReadPeople } from './read-people.ts';

/** What a preview says of a list of people: some of them, what each will get, and what was made of the file. */

/** A row that was found right, with the sites that it comes to. */
export type GoodRow = PersonRow & { sites: Site[] };

/** People who are shown, and ways of what they get. */
const maxShown = 5;
const maxWays = 4;

const isPlain = (text: string) => !/[^\x20-\x7e]/.test(text);

/** Some of those who will be added: first those whose names a wrong encoding would have changed. */
function peopleShown(good: GoodRow[]): { text: string[]; rows: Row[]; facts: Fact[] } {
  const named = good.map((row) => ({ row, name: fullName(sanitizeNames(row.person)) }));
  const first = [
    ...named.filter(({ name }) => !isPlain(name)).slice(0, maxShown),
    ...named.filter(({ name }) => isPlain(name)).slice(0, maxShown),
  ];
  const shown = first.slice(0, maxShown);
  return {
    text: good.length > 0 ? [say.shown(shown.length, good.length)] : [],
    rows: shown.map(({ row: { person, sites }, name }) => ({
      title: name,
      ...(person.role !== 'teacher' && { state: roleNames[person.role] }),
      detail: [person.email, listed(person.programmes.map((p) => programmeNames[p])) || siteList(sites)].join(' · '),
    })),
    facts: waysOf(good),
  };
}

/** How many get what. */
function waysOf(good: GoodRow[]): Fact[] {
  const ways = new Map<string, { rows: GoodRow[]; label: string; sites: string }>();
  for (const row of good) {
    const { programmes, role, siteAdminOf } = row.person;
    const key = JSON.stringify([programmes, row.sites, role, siteAdminOf]);
    const way = ways.get(key) ?? {
      rows: [],
      label: [
        listed(programmes.map((p) => programmeNames[p])) || say.noProgramme,
        ...(role === 'teacher' ? [] : [roleNames[role]]),
      ].join(' · '),
      sites: listed(row.sites.map((s) => siteNames[s] + (siteAdminOf.includes(s) ? say.asSiteAdmin : ''))),
    };
    way.rows.push(row);
    ways.set(key, way);
  }
  const most = [...ways.values()].sort((a, b) => b.rows.length - a.rows.length);
  const rest = most.slice(maxWays).reduce((sum, { rows }) => sum + rows.length, 0);
  return [
    ...most.slice(0, maxWays).map(({ rows, label, sites }) => ({ label, value: say.gets(rows.length, sites) })),
    ...(rest > 0 ? [{ label: say.others, value: say.gets(rest, say.otherwise) }] : []),
  ];
}

/** Columns that nothing came of: those by which people may be left out are among them where nobody was. */
function unusedIn({ at, others, needsNames }: PeopleFile, { leftOut }: ReadPeople): number[] {
  const isLeftOut = Object.values(leftOut).some((n) => n > 0);
  const forLeavingOut = isLeftOut ? [] : [at.unit, at.isEnabled, at.isBlocked, at.isDeleted];
  // By it people are found, and nobody is new.
  const ids = needsNames ? [at.staffroomId] : [];
  const unused = [...others, ...forLeavingOut, ...ids].filter((place) => place !== undefined);
  return unused.sort((a, b) => a - b);
}

/** A list of OneRoster or School Data Sync has learners among its users, and says who they are in another file. */
const mayHaveLearners = ({ table, at }: PeopleFile) =>
  at.role === undefined && at.rights === undefined && table.columns.some((head) => foldHead(head) === 'sourcedid');

/** What was made of the file, and what was not used of it. */
export async function fileNotes(file: PeopleFile, read: ReadPeople): Promise<string[]> {
  const { table, at, whole, secret } = file;
  const head = (place: number | undefined) => (place === undefined ? '' : headAt(table.columns, place));
  const columns = await unusedColumns(
    table,
    unusedIn(file, read).filter((place) => !secret.includes(place)),
  );
  const filled = columns.filter((c) => c.filled).map((c) => c.name);
  const empty = columns.filter((c) => !c.filled).map((c) => c.name);
  const { learners, families, leaving } = read.leftOut;
  return [
    ...howRead(table),
    ...columnsChosen(file, say.chosen),
    ...(learners > 0 ? [say.learners(learners)] : []),
    ...(families > 0 ? [say.families(families)] : []),
    ...(leaving > 0 ? [say.leaving(leaving)] : []),
    ...(mayHaveLearners(file) ? [say.learnersUnknown] : []),
    ...(whole ? [say.namesFrom(head(whole.at))] : []),
    ...(read.titles.length > 0 ? [say.titles(read.titles.slice(0, 5))] : []),
    ...(at.programmes !== undefined && file.programmesGuessed ? [say.programmesFrom(head(at.programmes))] : []),
    ...(read.rightsNotTaken.length > 0
      ? [(file.needsNames ? say.rightsNotTaken : say.rolesStay)(read.rightsNotTaken)]
      : []),
    ...(at.status === undefined ? [] : [(file.needsNames ? say.statusNotUsed : say.statusStays)(head(at.status))]),
    ...(secret.length > 0 ? [say.passwords(secret.map(head))] : []),
    ...(filled.length > 0 ? [say.unused(filled, empty.length)] : empty.length > 0 ? [say.unusedEmpty(empty)] : []),
  ];
}

/** The same card with the people above whom it refuses. */
export function withPeople(card: Card, good: GoodRow[], notes: string[]): Card {
  const { text, rows, facts } = peopleShown(good);
  return {
    ...card,
    text: [...notes, ...text, ...(card.text ?? [])],
    facts: [...facts, ...(card.facts ?? [])],
    rows: [...rows, ...(card.rows ?? [])],
  };
}
