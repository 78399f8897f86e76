import { and, eq, inArray, or } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { users } from '../../../db/schema/index.ts';
import { comparableEmail } from '../../words/read-email.ts';
import { queryAll } from '../use-case.ts';

/** How many of these people, by e-mail, have no active account at this centre; one without an e-mail has none. */
export const strangersAmong = queryAll(
  'strangersAmong',
  'settings.read',
  async (ctx, { emails }: { emails: (string | undefined)[] }): Promise<number> => {
    const known = [...new Set(emails.flatMap((e) => (e ? [comparableEmail(e)] : [])))];
    const found = await ctx.db
      .select({ email: foldedEmail(users.email), userName: foldedEmail(users.userName) })
      .from(users)
      .where(
        and(
          eq(users.centreId, ctx.actor.centreId),
          eq(users.status, 'active'),
          or(inArray(foldedEmail(users.email), known), inArray(foldedEmail(users.userName), known)),
        ),
      );
    const active = new Set(found.flatMap((f) => [f.email, f.userName]));
    return emails.filter((e) => !e || !active.has(comparableEmail(e))).length;
  },
);
