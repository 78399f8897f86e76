import { and } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import { mutation } from '../use-case.ts';
import { type Filter, matches, visibleTo } from './list.ts';
import { type Person, personColumns } from './person.ts';

/**
 * Everyone whom the filter leaves, by last name. It is a change for the trail's sake: that a list of people was taken out
 * is written down.
 */
export const exportPeople = mutation(
  'exportPeople',
  'user.export',
  async (ctx, { filter }: { filter: Filter }): Promise<Person[]> => {
    const people = await ctx.db
      .select(personColumns)
      .from(users)
      .where(and(visibleTo(ctx.actor, 'user.export'), matches(filter)))
      .orderBy(users.sortName, users.id);
    const { words: _, ...details } = filter;
    await audit(ctx, { ...event(ctx, 'user.export'), details: { ...details, people: people.length } });
    return people;
  },
);
