import { and, eq, inArray } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import { queryAll } from '../use-case.ts';

/** How many of these people, by e-mail, have no active account at this centre; one without an e-mail has none. */
export const strangersAmong = queryAll(
  'strangersAmong',
  'settings.read',
  async (ctx, { emails }: { emails: (string | undefined)[] }): Promise<number> => {
    const known = [...new Set(emails.flatMap((e) => (e ? [foldEmail(e)] : [])))];
    const found = await ctx.db
      .select({ email: foldedEmail(users.email) })
      .from(users)
      .where(
        and(
          eq(users.centreId, ctx.actor.centreId),
          eq(users.status, 'active'),
          inArray(foldedEmail(users.email), known),
        ),
      );
    const active = new Set(found.map((f) => f.email));
    return emails.filter((e) => !e || !active.has(foldEmail(e))).length;
  },
);
