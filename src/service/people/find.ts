import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { type PgColumn, unionAll } from 'drizzle-orm/pg-core';
import { users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import { readEmail } from '../../words/read-email.ts';
import type { Ctx } from '../context.ts';
import { mayAtAll, NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';
import { isShortWord, matches, standsAlone, visibleTo, wholeWordsIn, wordsOf } from './filter.ts';
import type { Named } from './named.ts';
import { nearest } from './nearest.ts';
import { findByEmails, findByIds, type Person, personColumns } from './person.ts';

/** What a name, an e-mail or an id that someone typed turned out to be. */
export type Found = { one: Person } | { several: Person[] } | { near: Person[] };

/** Most people that a search gives back: what a type-ahead list can show. */
export const maxFound = 15;

export interface Sought {
  ref: string;
  /** Whether words find by whole words of a name alone: for words that may well be no name. Then nobody is near. */
  whole?: boolean;
  /** The same by beginnings of such words. */
  begun?: boolean;
  /** Whether it is found by a whole e-mail or an id alone. */
  exact?: boolean;
  /** Whether the nearest come back where nobody is found; they do unless it says otherwise. */
  near?: boolean;
}

/**
 * Finds whom someone means: by `id:<user id>`, by whole e-mail, or by parts of a name or e-mail.
 *
 * A whole e-mail or an id finds anyone of the centre, for acts that reach them; words find only those whom the actor may
 * list. Where they are whole words of someone's name, those who have them as parts alone are not meant: *ben* is Ben, and not
 * Abena. Where words find nobody, the nearest few come back. Who may not list anyone finds only themselves, and reads the
 * same of those who exist as of those who don't.
 *
 * @throws NotAllowed
 */
export const findPerson = query('findPerson', 'user.show', async (ctx, sought: Sought): Promise<Found> => {
  const [found] = await find(ctx, [sought]);
  return found ?? { near: [] };
});

/**
 * The same for several, in their order and in few statements: one for e-mails and ids, one for 25 names, one for 25 who are not found.
 *
 * @param input.named who was read already; each is taken once, since a second look is for what has changed
 */
export const findPeople = query(
  'findPeople',
  'user.show',
  (ctx, { sought, named }: { sought: Sought[]; named?: Named | undefined }): Promise<Found[]> => {
    return find(ctx, sought, named);
  },
);

async function find(ctx: Ctx, sought: Sought[], named?: Named): Promise<Found[]> {
  const exact = await findExactly(ctx, sought, named);
  if (!mayAtAll(ctx.actor, 'user.list')) return Promise.all(sought.map((s, i) => onlyOneself(ctx, s, exact[i])));
  const byWords = sought.filter(({ ref, exact: only }, i) => !exact[i] && !only && !ref.startsWith('id:'));
  const found = await searching(
    ctx,
    byWords.map(({ ref }) => ref),
    'else',
  );
  const answers = sought.map((each, i): Found | undefined => {
    const one = exact[i];
    if (one) return { one };
    const by = found[byWords.indexOf(each)];
    if (!by) return { near: [] };
    const people = each.whole || by.whole.length > 0 ? by.whole : each.begun ? by.begun : by.all;
    const [first] = people;
    if (first) return people.length === 1 ? { one: first } : { several: people };
    const isGuess = each.whole || each.begun || each.near === false;
    return isGuess ? { near: [] } : undefined;
  });
  const unknown = [...new Set(sought.filter((_, i) => !answers[i]).map(({ ref }) => ref))];
  const near = await nearest(ctx, unknown);
  return sought.map(({ ref }, i) => answers[i] ?? { near: near[unknown.indexOf(ref)] ?? [] });
}

async function onlyOneself(ctx: Ctx, { ref }: Sought, exact: Person | undefined): Promise<Found> {
  const self = exact ?? (await oneselfBy(ctx, ref));
  if (self?.id !== ctx.actor.id) throw new NotAllowed('user.show', self?.id ?? null);
  return { one: self };
}

/** @returns for each, in their order, who has this e-mail or id, if anyone */
async function findExactly(ctx: Ctx, sought: Sought[], named: Named = new Map()): Promise<(Person | undefined)[]> {
  const keys = sought.map(({ ref }) => (ref.includes('@') ? foldEmail(readEmail(ref).email) : ref));
  const read = new Map(keys.map((key) => [key, named.get(key)]));
  for (const key of keys) named.delete(key);
  const missing = keys.filter((key) => !read.get(key));
  const emails = missing.filter((key) => key.includes('@'));
  const ids = missing.flatMap((key) => (key.startsWith('id:') ? [key.slice(3)] : []));
  const [byEmail, people] = await Promise.all([findByEmails(ctx, emails), findByIds(ctx, ids)]);
  const byId = new Map(people.map((p) => [`id:${p.id}`, p]));
  return keys.map((key) => read.get(key) ?? byEmail.get(key) ?? byId.get(key));
}

async function oneselfBy(ctx: Ctx, words: string): Promise<Person | undefined> {
  const [self] = await ctx.db
    .select(personColumns)
    .from(users)
    .where(and(eq(users.id, ctx.actor.id), matches({ words })));
  return self;
}

/** People for a field that is searched as one types: whole words of names before parts, then by last name, at most 15. */
export const searchPeople = query('searchPeople', 'user.list', async (ctx, { words }: { words: string }) => {
  const [found] = await searching(ctx, [words], 'too');
  return found?.all ?? [];
});

/**
 * @param parts whether those in whose names a word is a part alone come too, or where nobody else is found
 * @returns for each text those found; `whole`: those of all in whose names each of the words stands by itself, `begun`: in whose
 *   names each begins one
 */
async function searching(
  ctx: Ctx,
  texts: string[],
  parts: 'too' | 'else',
): Promise<Record<'whole' | 'begun' | 'all', Person[]>[]> {
  const rows = await all(texts.map((words, n) => () => searchFor(ctx, words, n)));
  const enough = parts === 'too' ? maxFound : 1;
  const short = texts.flatMap((words, n) =>
    isShortWord(words) && rows.filter((row) => row.n === n).length < enough ? [() => partsFor(ctx, words, n)] : [],
  );
  const known = new Set(rows.map(({ n, person }) => `${n} ${person.id}`));
  rows.push(...(await all(short)).filter(({ n, person }) => !known.has(`${n} ${person.id}`)));
  return texts.map((words, n) => {
    const found = rows.filter((row) => row.n === n).slice(0, maxFound);
    const typed = wordsOf(words).length;
    const people = (rows: typeof found) => rows.map(({ person }) => person);
    return {
      whole: people(found.filter(({ whole }) => whole === typed)),
      begun: people(found.filter(({ begun }) => begun === typed)),
      all: people(found),
    };
  });
}

/** Searches in one statement: to put it together takes some milliseconds, in which nobody else has their turn. */
const perStatement = 25;

/** One after the other where it is more than one statement. */
async function all(searches: (() => ReturnType<typeof search>)[]) {
  const rows: Awaited<ReturnType<typeof search>> = [];
  for (let at = 0; at < searches.length; at += perStatement) {
    const [first, second, ...others] = searches.slice(at, at + perStatement).map((of) => of());
    if (first) rows.push(...(await (second ? unionAll(first, second, ...others) : first)));
  }
  return rows;
}

/**
 * Whole words before parts. One of one or two letters stands in so many names that whoever is called so is looked for first; the
 * index finds them by their ends.
 */
const searchFor = (ctx: Ctx, words: string, n: number) =>
  isShortWord(words)
    ? search({ ctx, words, n }, and(eq(wholeWordsIn(words), 1), standsAlone(words)), users.sortName)
    : search({ ctx, words, n }, undefined, desc(sql`whole`), users.sortName);

/**
 * Who has a short word as a part of their name or e-mail, in the order of the list, in which they are soon found. As many more as may
 * be found already: to leave those out here would have PostgreSQL take the others for few, and read everyone.
 */
const partsFor = (ctx: Ctx, words: string, n: number) =>
  search({ ctx, words, n, limit: 2 * maxFound }, undefined, users.sortName);

interface Search {
  ctx: Ctx;
  words: string;
  /** Which of several it is. */
  n: number;
  limit?: number;
}

function search({ ctx, words, n, limit = maxFound }: Search, which: SQL | undefined, ...order: (SQL | PgColumn)[]) {
  const whole = wholeWordsIn(words).as('whole');
  const begun = wholeWordsIn(words, true).as('begun');
  return ctx.db
    .select({ n: sql<number>`${n}::int`, person: personColumns, whole, begun })
    .from(users)
    .where(and(visibleTo(ctx.actor, 'user.list'), matches({ words }), which))
    .orderBy(...order, users.id)
    .limit(limit);
}
