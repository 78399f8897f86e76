import { and, type Placeholder, type SQL } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { users } from '../../../db/schema/index.ts';
import type { Ctx, Db } from '../context.ts';
import type { Turn } from '../page.ts';
import { type Filter, hasIndexedWord, matches, sightOf, siteList, visibleTo, within } from './filter.ts';
import { beyond, type Cursor, isPlaceIn, orderOf, placeColumns, type Sort } from './list-order.ts';
import { type Person, personColumns } from './person.ts';

export type Row = Person & { sortName: string; at: number | null };

/** Those who are wanted, by last name, from a place in the list on. */
export const readPeople = (db: Db, which: SQL | undefined, after: Cursor | undefined, limit: number): Promise<Row[]> =>
  select(db, and(which, beyond('name', { after })), orderOf('name', false), 'name', limit);

const select = (db: Db, which: SQL | undefined, order: SQL[], sort: Sort, limit: number | Placeholder) =>
  selectFrom(db, users, sort)
    .where(which)
    .orderBy(...order)
    .limit(limit);

/** @param some users, or a part of them under their name */
const selectFrom = (db: Db, some: typeof users, sort: Sort) =>
  db.select({ ...personColumns, ...placeColumns(sort) }).from(some);

/** What differs from page to page of lists of one form. What a form is without is not looked at. */
interface PageValues extends Cursor {
  centreId: string;
  sites: string;
  status: Filter['status'];
  role: Filter['role'];
  site: Filter['site'];
  limit: number;
}

type ReadPage = (db: Db, values: PageValues) => Promise<Row[]>;

/** One statement for each form of list that was asked for: how far is seen, by which filters, sorted by what, in which direction. */
const forms = new Map<string, ReadPage>();

/** A page without words: its statement is built and planned once. */
export function filteredPage({ db, actor }: Ctx, filter: Filter, sort: Sort, turn: Turn<Cursor>, limit: number) {
  const { status, role, site, siteAdmin, signedIn } = filter;
  const sight = sightOf(actor, 'user.list');
  const place = turn.after ?? turn.before;
  const isPlaced = place !== undefined && isPlaceIn(sort, place);
  const form = [sight, !!status, !!role, !!site, siteAdmin, signedIn, sort, isPlaced, !!turn.before].join();
  const read = forms.get(form) ?? formOf(sight, filter, sort, turn, isPlaced);
  forms.set(form, read);
  const { centreId, siteAdminOf } = actor;
  return read(db, {
    ...(place ?? { sortName: '', id: actor.id }),
    centreId,
    sites: siteList(siteAdminOf),
    status,
    role,
    site,
    limit,
  });
}

function formOf(
  sight: ReturnType<typeof sightOf>,
  filter: Filter,
  sort: Sort,
  turn: Turn<Cursor>,
  isPlaced: boolean,
): ReadPage {
  return prebuilt((db, value: Values<PageValues>) => {
    const named = {
      ...filter,
      ...(filter.status && { status: value.status }),
      ...(filter.role && { role: value.role }),
      ...(filter.site && { site: value.site }),
    } as unknown as Filter;
    const place = value as unknown as Cursor;
    const past = isPlaced ? beyond(sort, turn.before ? { before: place } : { after: place }) : undefined;
    const which = and(within(sight, value), matches(named), past);
    return select(db, which, orderOf(sort, turn.before !== undefined), sort, value.limit);
  });
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
