import { type AnyColumn, and, eq, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { siteAccess, users } from '../../../db/schema/index.ts';
import { hasFamilyNameFirst, type Role, roles, type Status, statuses } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import type { Actor, Ctx, Db } from '../context.ts';
import { type PageOf, readPage, type Turn } from '../page.ts';
import { type Act, NotAllowed, reach } from '../policy.ts';
import { query } from '../use-case.ts';
import { sanitizeEmail } from './details.ts';
import { beyond, type Cursor, orderOf, placeColumns, placeOf, type Sort } from './list-order.ts';
import { type Person, personColumns } from './person.ts';

export interface Filter {
  /** Parts of a name or e-mail; the first eight must each be found, whatever their case or accents. */
  words?: string;
  status?: Exclude<Status, 'deleted'>;
  role?: Role;
  site?: Site;
  /** Site admins alone: of the site, where there is one. */
  siteAdmin?: boolean;
  signedIn?: 'never';
}

export interface Page extends Omit<PageOf<Person, Cursor>, 'rows'> {
  people: Person[];
}

/** People a page at a time, by last name where nothing else is asked for: all of the centre, or for a site admin those of their sites. */
export const listPeople = query(
  'listPeople',
  'user.list',
  async (
    ctx,
    { filter, sort = 'name', limit = 10, ...turn }: { filter: Filter; sort?: Sort; limit?: number } & Turn<Cursor>,
  ): Promise<Page> => {
    const which = and(visibleTo(ctx.actor, 'user.list'), matches(filter));
    const read = (to: Turn<Cursor>, most: number) => readSorted(ctx.db, which, sort, to, most);
    const { rows: people, ...beside } = await readPage(read, placeOf, turn, limit);
    return { people, ...beside };
  },
);

/** Those who are wanted, by last name, from a place in the list on. */
export const readPeople = (db: Db, which: SQL | undefined, after: Cursor | undefined, limit: number) =>
  readSorted(db, which, 'name', { after }, limit);

const readSorted = (db: Db, which: SQL | undefined, sort: Sort, turn: Turn<Cursor>, limit: number) =>
  db
    .select({ ...personColumns, ...placeColumns(sort) })
    .from(users)
    .where(and(which, beyond(sort, turn)))
    .orderBy(...orderOf(sort, turn.before !== undefined))
    .limit(limit);

/** Beyond this many, nobody counts by eye: the count stops here, and with it its cost. */
export const maxCounted = 1_000;

/** How many people the filter leaves; one more than {@link maxCounted} stands for "more". */
export const countPeople = query('countPeople', 'user.list', async (ctx: Ctx, filter: Filter): Promise<number> => {
  const some = ctx.db
    .select({ one: sql<number>`1`.as('one') })
    .from(users)
    .where(and(visibleTo(ctx.actor, 'user.list'), matches(filter)))
    // In the order of the index, so that it is read, and no further than needed.
    .orderBy(users.sortName, users.id)
    .limit(maxCounted + 1)
    .as('some');
  const [row] = await ctx.db.select({ n: sql<number>`count(*)::int` }).from(some);
  return row?.n ?? 0;
});

/** Which users an actor may read of by this act. @throws NotAllowed where it is none */
export function visibleTo(actor: Actor, act: Act): SQL | undefined {
  const { byRole, bySite } = reach(actor, act);
  const centre = and(eq(users.centreId, actor.centreId), ne(users.status, 'deleted'));
  if (byRole === 'anyone') return centre;
  if (bySite === 'site') return and(centre, hasAccess(inArray(siteAccess.site, actor.siteAdminOf)));
  throw new NotAllowed(act, null);
}

export function matches(filter: Filter): SQL | undefined {
  return and(
    filter.status && eq(users.status, filter.status),
    filter.role && eq(users.role, filter.role),
    filter.signedIn && isNull(users.lastSignedInAt),
    filter.site && hasAccess(eq(siteAccess.site, filter.site)),
    filter.siteAdmin ? isSiteAdmin(filter.site) : undefined,
    ...wordsOf(filter.words ?? '').map(
      (word) => sql`${asWritten(users.searchText, word)} like '%' || fold(${likeLiteral(word)}) || '%'`,
    ),
  );
}

// Not `exists`, for which PostgreSQL may read the marks of every school into a hash.
const isSiteAdmin = (site: Site | undefined) => sql`coalesce((
  select true from ${siteAccess} a
  where a.user_id = ${users.id} and a.site_admin ${site ? sql`and a.site = ${site}` : sql``} limit 1
), false)`;

/** The words that are looked for in a text. */
export const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 8)
    // A pasted address is looked for as it is kept.
    .map((word) => (word.includes('@') ? sanitizeEmail(word) : word));

/** 李明 is looked for without the blank between what are two names of hers. */
const asWritten = (names: AnyColumn, word: string): SQL =>
  hasFamilyNameFirst(word) ? sql`replace(${names}, ' ', '')` : sql`${names}`;

/**
 * How many of the words stand by themselves in a person's name: of *ben*, one in Ben Okafor and none in Abena Boateng.
 *
 * @param begun how many begin a word of the name: of *be ok*, two in Ben Okafor
 */
export function wholeWordsIn(text: string, begun = false): SQL<number> {
  const name = sql`translate(' ' || ${users.sortName} || ' ', '-', ' ')`;
  const end = begun ? '%' : ' %';
  const stands = (word: string, within: SQL) =>
    sql`${within} like translate('% ' || fold(${likeLiteral(word)}) || ${end}, '-', ' ')`;
  const joined = sql`' ' || replace(${users.sortName}, ' ', '') || ' '`;
  return wordsOf(text).reduce(
    (sum, word) =>
      sql`${sum} + (${stands(word, name)}${hasFamilyNameFirst(word) ? sql` or ${stands(word, joined)}` : sql``})::int`,
    sql<number>`0`,
  );
}

// Taken apart first: folding makes `%` of the full-width `％`.
const likeLiteral = (word: string) => word.normalize('NFKD').replace(/[\\%_]/g, '\\$&');

function hasAccess(which: SQL): SQL {
  return sql`exists (select 1 from ${siteAccess} where ${siteAccess.userId} = ${users.id} and ${which})`;
}

export interface Counts {
  total: number;
  /** Of a deleted account nothing is left to count. */
  byStatus: Record<Exclude<Status, 'deleted'>, number>;
  byRole: Record<Role, number>;
}

/** How many people there are, and of what kinds: all of the centre, or for a site admin those of their sites. */
export const countPeopleByKind = query(
  'countPeopleByKind',
  'user.list',
  async (ctx, _: Record<string, never>): Promise<Counts> => {
    const rows = await ctx.db
      .select({ status: users.status, role: users.role, n: sql<number>`count(*)::int` })
      .from(users)
      .where(visibleTo(ctx.actor, 'user.list'))
      .groupBy(users.status, users.role);
    const counted = <K extends string>(kinds: readonly K[], kindOf: (row: (typeof rows)[number]) => string) =>
      Object.fromEntries(kinds.map((kind) => [kind, sum(rows.filter((row) => kindOf(row) === kind))])) as Record<
        K,
        number
      >;
    return {
      total: sum(rows),
      byStatus: counted(living, (row) => row.status),
      byRole: counted(roles, (row) => row.role),
    };
  },
);

const living = statuses.filter((s) => s !== 'deleted');

const sum = (rows: { n: number }[]) => rows.reduce((total, { n }) => total + n, 0);
