import { type AnyColumn, and, eq, isNull, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { siteAccess, users } from '../../../db/schema/index.ts';
import { hasFamilyNameFirst, type Role, type Status } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import type { Actor } from '../context.ts';
import { type Act, NotAllowed, reach } from '../policy.ts';
import { sanitizeEmail } from './details.ts';

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

/** How far an actor sees by this act: everyone of the centre, or whoever has a site of theirs. @throws NotAllowed where it is nobody */
export function sightOf(actor: Actor, act: Act): 'centre' | 'sites' {
  const { byRole, bySite } = reach(actor, act);
  if (byRole === 'anyone') return 'centre';
  if (bySite === 'site') return 'sites';
  throw new NotAllowed(act, null);
}

/** Sites as one parameter. */
export const siteList = (sites: Site[]) => `{${sites.join(',')}}`;

/** Which users are within that sight. */
export const within = (
  sight: ReturnType<typeof sightOf>,
  { centreId, sites }: { centreId: string | SQLWrapper; sites: string | SQLWrapper },
): SQL | undefined =>
  and(
    eq(users.centreId, centreId),
    ne(users.status, 'deleted'),
    // As `anyOf`: of a list that it sees PostgreSQL plans anew at each call.
    sight === 'sites' ? hasAccess(sql`${siteAccess.site} = any((select ${sites}::site[])::site[])`) : undefined,
  );

/** Which users an actor may read of by this act. @throws NotAllowed where it is none */
export const visibleTo = (actor: Actor, act: Act): SQL | undefined =>
  within(sightOf(actor, act), { centreId: actor.centreId, sites: siteList(actor.siteAdminOf) });

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

/** Whether any of the words is found by the index of three letters in a row, and not by reading names alone. */
export const hasIndexedWord = (text: string): boolean =>
  wordsOf(text).some((word) => !hasFamilyNameFirst(word) && /[\p{L}\p{N}]{3}/u.test(word));

/** Whether it is one word of one or two letters: three in a row are what the index goes by. Of those that it knows in any database. */
export const isShortWord = (text: string): boolean => /^[a-z0-9]{1,2}$/i.test(text.trim());

/** Whether a short word stands by itself in a name, of which each has something before and behind it there: its ends make the three letters. */
export const standsAlone = (text: string): SQL => sql`${users.searchText} ~ ('[ -]' || fold(${text.trim()}) || '[ -]')`;

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
