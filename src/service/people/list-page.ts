import { and, type SQL, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { users } from '../../../db/schema/index.ts';
import type { Actor, Ctx, Db } from '../context.ts';
import type { Turn } from '../page.ts';
import { type Filter, hasIndexedWord, matches, sightOf, siteList, visibleTo, within } from './filter.ts';
import { beyond, type Cursor, isPlaceIn, orderOf, placeColumns, type Sort } from './list-order.ts';
import { type Person, personColumns } from './person.ts';

export type Row = Person & { sortName: string; at: number | null };

/** Those who are wanted, by last name, from a place in the list on. */
export const readPeople = (db: Db, which: SQL | undefined, after: Cursor | undefined, limit: number): Promise<Row[]> =>
  select(db, and(which, beyond('name', { after })), orderOf('name', false), 'name', limit);

const select = (db: Db, which: SQL | undefined, order: SQL[], sort: Sort, limit: number) =>
  selectFrom(db, users, sort)
    .where(which)
    .orderBy(...order)
    .limit(limit);

/** @param some users, or a part of them under their name */
const selectFrom = (db: Db, some: typeof users, sort: Sort) =>
  db.select({ ...personColumns, ...placeColumns(sort) }).from(some);

/**
 * What differs from list to list of one form. What a form is without is not looked at. Of a status or a role that it knows PostgreSQL knows how
 * many have it; of one that it can't know it would ask anew at each call.
 */
interface ListValues {
  centreId: string;
  sites: string;
  site: Filter['site'];
}

const valuesOf = ({ centreId, siteAdminOf }: Actor, { site }: Filter): ListValues => ({
  centreId,
  sites: siteList(siteAdminOf),
  site,
});

type Sight = ReturnType<typeof sightOf>;

const formOf = (sight: Sight, { status, role, site, siteAdmin, signedIn }: Filter) =>
  [sight, status, role, !!site, siteAdmin, signedIn].join();

/** Those of a list of this form. */
const listed = (sight: Sight, filter: Filter, value: Values<ListValues>) =>
  and(
    within(sight, value),
    matches({
      ...filter,
      ...(filter.site && { site: value.site }),
    } as unknown as Filter),
  );

type ReadPage = (db: Db, values: ListValues & Cursor) => Promise<Row[]>;

/**
 * One statement for each form of list that was asked for: how far is seen, by which filters, sorted by what, in which direction, and how many
 * are wanted: of a number that it can't know PostgreSQL takes a tenth of all to be wanted, and plans anew at each call.
 */
const pages = new Map<string, ReadPage>();

/** A page without words: its statement is built and planned once. */
export function filteredPage({ db, actor }: Ctx, filter: Filter, sort: Sort, turn: Turn<Cursor>, limit: number) {
  const sight = sightOf(actor, 'user.list');
  const place = turn.after ?? turn.before;
  const isPlaced = place !== undefined && isPlaceIn(sort, place);
  const form = [formOf(sight, filter), sort, isPlaced, !!turn.before, limit].join();
  const read: ReadPage =
    pages.get(form) ??
    prebuilt((db, value: Values<ListValues & Cursor>) => {
      const from = value as unknown as Cursor;
      const past = isPlaced ? beyond(sort, turn.before ? { before: from } : { after: from }) : undefined;
      const which = and(listed(sight, filter, value), past);
      return select(db, which, orderOf(sort, turn.before !== undefined), sort, limit);
    });
  pages.set(form, read);
  return read(db, { ...(place ?? { sortName: '', id: actor.id }), ...valuesOf(actor, filter) });
}

/** The same of how many there are. */
const counts = new Map<string, (db: Db, values: ListValues) => Promise<{ n: number }[]>>();

/** How many are in a list without words, as far as to `most`. */
export async function filteredCount({ db, actor }: Ctx, filter: Filter, most: number): Promise<number> {
  const sight = sightOf(actor, 'user.list');
  const form = [formOf(sight, filter), most].join();
  const read =
    counts.get(form) ?? prebuilt((db, value: Values<ListValues>) => countOf(db, listed(sight, filter, value), most));
  counts.set(form, read);
  const [row] = await read(db, valuesOf(actor, filter));
  return row?.n ?? 0;
}

/** How many of them there are, as far as to `most`. */
export function countOf(db: Db, which: SQL | undefined, most: number) {
  const some = db
    .select({ one: sql<number>`1`.as('one') })
    .from(users)
    .where(which)
    // In the order of the index, so that it is read, and no further than needed.
    .orderBy(users.sortName, users.id)
    .limit(most)
    .as('some');
  return db.select({ n: sql<number>`count(*)::int` }).from(some);
}

/** How many places of the list are looked through before the index of words is asked. */
const walked = 500;

/**
 * A page of those whom words find. What many have is found in the next places of the list. Else all who match are found by the
 * index of words, and sorted then: the list's own index would be read through half of the school where those found lie together.
 * Two letters have no index, and are looked for place by place.
 */
export async function searchPage(
  { db, actor }: Ctx,
  filter: Filter,
  sort: Sort,
  turn: Turn<Cursor>,
  limit: number,
): Promise<Row[]> {
  const visible = and(visibleTo(actor, 'user.list'), beyond(sort, turn));
  const order = orderOf(sort, turn.before !== undefined);
  const found = and(visible, matches(filter));
  if (!hasIndexedWord(filter.words ?? '')) return select(db, found, order, sort, limit);
  const next = db
    .select()
    .from(users)
    .where(visible)
    .orderBy(...order)
    .limit(walked)
    .as('users') as unknown as typeof users;
  const near = await selectFrom(db, next, sort)
    .where(matches(filter))
    .orderBy(...order)
    .limit(limit);
  if (near.length >= limit) return near;
  return select(db, found, orderOf(sort, turn.before !== undefined, 'afterwards'), sort, limit);
}
