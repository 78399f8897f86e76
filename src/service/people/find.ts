import { and, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Ctx } from '../context.ts';
import { mayAtAll } from '../policy.ts';
import { read } from '../use-case.ts';
import { matches, visibleTo } from './list.ts';
import { findByEmail, findById, type Person, personColumns } from './person.ts';

/** What a name, an e-mail or an id that someone typed turned out to be. */
export type Found = { one: Person } | { several: Person[] } | { near: Person[] };

const most = 15;

/**
 * Finds whom someone means: by `id:<user id>`, by whole e-mail, or by parts of a name or e-mail.
 *
 * A whole e-mail or an id finds anyone of the centre, for acts that reach them; words find only those whom the actor may
 * list. Where words find nobody, the nearest few come back.
 */
export const findPerson = read('findPerson', 'user.show', async (ctx, { ref }: { ref: string }): Promise<Found> => {
  const { db } = ctx.app;
  if (ref.startsWith('id:'))
    return one(isUuid(ref.slice(3)) ? await findById(db, ctx.actor.centreId, ref.slice(3)) : undefined);
  if (ref.includes('@')) {
    const person = await findByEmail(db, ctx.actor.centreId, ref);
    if (person) return { one: person };
  }
  if (!mayAtAll(ctx.actor, 'user.list')) return { near: [] };
  const found = await searching(ctx, ref);
  if (found.length === 0) return { near: await nearest(ctx, ref) };
  return found.length === 1 ? one(found[0]) : { several: found };
});

/** People for a field that is searched as one types: by last name, at most 15. */
export const searchPeople = read('searchPeople', 'user.list', async (ctx, { words }: { words: string }) => {
  return searching(ctx, words);
});

function searching(ctx: Ctx, words: string): Promise<Person[]> {
  return ctx.app.db
    .select(personColumns)
    .from(users)
    .where(and(visibleTo(ctx.actor, 'user.list'), matches({ words })))
    .orderBy(users.sortName, users.id)
    .limit(most);
}

function nearest(ctx: Ctx, words: string): Promise<Person[]> {
  // By letters in threes: "Okafour" is near "Okafor". 0.3 is pg_trgm's own idea of alike.
  const alike = sql`word_similarity(fold(${words.split('@')[0] ?? ''}), ${users.searchText})`;
  return ctx.app.db
    .select(personColumns)
    .from(users)
    .where(and(visibleTo(ctx.actor, 'user.list'), sql`${alike} > 0.3`))
    .orderBy(sql`${alike} desc`, users.sortName, users.id)
    .limit(3);
}

const one = (person: Person | undefined): Found => (person ? { one: person } : { near: [] });

const isUuid = (s: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(s);
