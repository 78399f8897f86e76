import { and, desc, eq, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { Ctx } from '../context.ts';
import { mayAtAll, NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';
import { matches, visibleTo, wholeWordsIn, wordsOf } from './list.ts';
import { findByEmail, findById, type Person, personColumns } from './person.ts';

/** What a name, an e-mail or an id that someone typed turned out to be. */
export type Found = { one: Person } | { several: Person[] } | { near: Person[] };

/** Most people that a search gives back: what a type-ahead list can show. */
export const maxFound = 15;

interface Sought {
  ref: string;
  /** Whether words find by whole words of a name alone: for words that may well be no name. */
  whole?: boolean;
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
export const findPerson = query('findPerson', 'user.show', async (ctx, { ref, whole }: Sought): Promise<Found> => {
  const exact = await findExactly(ctx, ref);
  if (!mayAtAll(ctx.actor, 'user.list')) {
    const self = exact ?? (await oneselfBy(ctx, ref));
    if (self?.id !== ctx.actor.id) throw new NotAllowed('user.show', self?.id ?? null);
    return { one: self };
  }
  if (exact) return { one: exact };
  if (ref.startsWith('id:')) return { near: [] };
  const { whole: byWholeWords, all } = await searching(ctx, ref);
  const found = whole || byWholeWords.length > 0 ? byWholeWords : all;
  const [first] = found;
  if (!first) return { near: whole ? [] : await nearest(ctx, ref) };
  return found.length === 1 ? { one: first } : { several: found };
});

async function findExactly(ctx: Ctx, ref: string): Promise<Person | undefined> {
  if (ref.includes('@')) return findByEmail(ctx, ref);
  const id = ref.startsWith('id:') ? ref.slice(3) : '';
  return isUuid(id) ? findById(ctx, id) : undefined;
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
  return (await searching(ctx, words)).all;
});

/** @returns `whole`: those of all in whose names each of the words stands by itself */
async function searching(ctx: Ctx, words: string): Promise<{ whole: Person[]; all: Person[] }> {
  const whole = wholeWordsIn(words).as('whole');
  const rows = await ctx.db
    .select({ person: personColumns, whole })
    .from(users)
    .where(and(visibleTo(ctx.actor, 'user.list'), matches({ words })))
    .orderBy(desc(whole), users.sortName, users.id)
    .limit(maxFound);
  const typed = wordsOf(words).length;
  const people = (found: typeof rows): Person[] => found.map(({ person }) => person);
  return { whole: people(rows.filter((row) => row.whole === typed)), all: people(rows) };
}

function nearest(ctx: Ctx, words: string): Promise<Person[]> {
  // By letters in threes: "Okafour" is near "Okafor". How near is near enough is the connection's setting; asked by the
  // operator, the index answers, where a comparison of the function's result would read everyone.
  const typed = sql`fold(${words.split('@')[0] ?? ''})`;
  return ctx.db
    .select(personColumns)
    .from(users)
    .where(and(visibleTo(ctx.actor, 'user.list'), sql`${users.searchText} %> ${typed}`))
    .orderBy(sql`word_similarity(${typed}, ${users.searchText}) desc`, users.sortName, users.id)
    .limit(3);
}
