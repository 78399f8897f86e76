import { and, eq, inArray, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { queryAll } from '../use-case.ts';

/** How many of these people, by e-mail, have no active account at this centre; one without an e-mail has none. */
export const strangersAmong = queryAll(
  'strangersAmong',
  'settings.read',
  async (ctx, { emails }: { emails: (string | undefined)[] }): Promise<number> => {
    const known = [...new Set(emails.flatMap((e) => (e ? [e.toLowerCase()] : [])))];
    const found = await ctx.db
      .select({ email: sql<string>`lower(${users.email})` })
      .from(users)
      .where(
        and(
          eq(users.centreId, ctx.actor.centreId),
          eq(users.status, 'active'),
          inArray(sql`lower(${users.email})`, known),
        ),
      );
    const active = new Set(found.map((f) => f.email));
    return emails.filter((e) => !e || !active.has(e.toLowerCase())).length;
  },
);
