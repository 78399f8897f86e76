import { asc, desc, type SQL, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Turn } from '../page.ts';

/** What a list is sorted by: names from A on, or times from the latest back, those who never signed in last of all. */
export const sorts = ['name', 'last-seen', 'added'] as const;
export type Sort = (typeof sorts)[number];

/** A place in the list: someone who is in it, or was. */
export interface Cursor {
  sortName: string;
  id: string;
  /** In a list that goes by a time: which, in microseconds; 0 for never. */
  at?: number;
}

/** The time a list goes by, as its index has it. */
const times: Record<Exclude<Sort, 'name'>, SQL> = {
  'last-seen': sql`coalesce((extract(epoch from ${users.lastSignedInAt} at time zone 'UTC') * 1000000)::bigint, 0)`,
  added: sql`(extract(epoch from ${users.createdAt} at time zone 'UTC') * 1000000)::bigint`,
};

/** What a row's place is told by, beside its id. */
export const placeColumns = (sort: Sort) => ({
  sortName: sql<string>`${users.sortName}`,
  at: sort === 'name' ? sql<null>`null` : times[sort].mapWith(Number),
});

export const placeOf = ({ sortName, id, at }: { sortName: string; id: string; at: number | null }): Cursor => ({
  sortName,
  id,
  ...(at !== null && { at }),
});

/**
 * The order of a list; backwards, the nearest to a place first.
 *
 * @param when `afterwards`: the same order in a form that no index has, so that nothing is read in it
 */
export function orderOf(
  sort: Sort,
  isBackwards: boolean,
  when: 'as it is read' | 'afterwards' = 'as it is read',
): SQL[] {
  const turn = (sort === 'name') === isBackwards ? desc : asc;
  const first = sort === 'name' ? sql`${users.sortName}` : times[sort];
  const nothing = sort === 'name' ? sql`''` : sql`0`;
  const plus = sort === 'name' ? sql`||` : sql`+`;
  return [turn(when === 'afterwards' ? sql`${first} ${plus} ${nothing}` : first), turn(users.id)];
}

/** Whether it is a place in a list that is sorted so. */
export const isPlaceIn = (sort: Sort, place: Cursor): boolean => sort === 'name' || place.at !== undefined;

/**
 * Those beyond a place; all of them where it is none of a list that is sorted so. A comparison of rows reads the index from that
 * place on; "greater, or equal and greater" would not.
 */
export function beyond(sort: Sort, { after, before }: Turn<Cursor>): SQL | undefined {
  const place = after ?? before;
  if (!place || !isPlaceIn(sort, place)) return undefined;
  const isGreater = (sort === 'name') === (after !== undefined);
  const sign = isGreater ? sql`>` : sql`<`;
  if (sort === 'name') return sql`(${users.sortName}, ${users.id}) ${sign} (${place.sortName}, ${place.id}::uuid)`;
  return sql`(${times[sort]}, ${users.id}) ${sign} (${place.at}::bigint, ${place.id}::uuid)`;
}
