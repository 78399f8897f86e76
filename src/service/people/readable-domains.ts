import { and, eq, sql } from 'drizzle-orm';
import { hasXnDomain } from '../../../db/schema/folded-email.ts';
import { users } from '../../../db/schema/index.ts';
import { readEmail } from '../../words/read-email.ts';
import type { App } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';

/**
 * Writes e-mails with an `xn--` domain as they are read and compared now: releases before this one kept them as they were typed, and
 * one that works beside it does so still. Found by an index of their own, so that a start reads those alone.
 * Who has such a one beside another account with the same address in letters keeps it, and is found by nobody until it is changed.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 */
export async function readableDomains({ db }: Pick<App, 'db'>): Promise<void> {
  const found = await db
    .select({ id: users.id, email: sql<string>`${users.email}` })
    .from(users)
    .where(hasXnDomain(users.email));
  for (const { id, email } of found) {
    const { email: readable, problem } = readEmail(email);
    if (problem || readable === email) continue;
    try {
      // Another copy may have done it, or the person have another address meanwhile.
      await db
        .update(users)
        .set({ email: readable })
        .where(and(eq(users.id, id), eq(users.email, email)));
    } catch (error) {
      if (!isUniqueViolation(error, 'users_email')) throw error;
    }
  }
}
