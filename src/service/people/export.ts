import { and } from 'drizzle-orm';
import { allPages } from '../all-pages.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx } from '../context.ts';
import { consumeUsage } from '../usage-limits.ts';
import { mutation } from '../use-case.ts';
import { type Filter, matches, visibleTo } from './filter.ts';
import { placeOf } from './list-order.ts';
import { readPeople } from './list-page.ts';
import type { Person } from './person.ts';

interface Exported {
  people: Person[];
  /** Whether there are more than a file takes. */
  isMore: boolean;
}

const exportOnce = mutation(
  'exportPeople',
  'user.export',
  async (ctx, { filter }: { filter: Filter }): Promise<Exported> => {
    const which = and(visibleTo(ctx.actor, 'user.export'), matches(filter));
    const { rows: people, next } = await allPages((after, limit) => readPeople(ctx.db, which, after, limit), placeOf);
    const { words: _, ...details } = filter;
    await audit(ctx, { ...event(ctx, 'user.export'), details: { ...details, people: people.length } });
    return { people, isMore: next !== undefined };
  },
);

/**
 * Everyone whom the filter leaves, by last name. It is a change for the trail's sake: that a list of people was taken out
 * is written down.
 *
 * @throws Refusal `limit-reached`
 */
export async function exportPeople(ctx: Ctx, input: { filter: Filter }): Promise<Exported> {
  await consumeUsage(ctx, 'exports');
  return exportOnce(ctx, input);
}
