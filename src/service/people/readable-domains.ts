import { eq, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { readEmail } from '../../words/read-email.ts';
import type { App } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';

/**
 * Writes e-mails with an `xn--` domain as they are read and compared now: releases before this one kept them as they were typed.
 * Who has such a one beside another account with the same address in letters keeps it, and is found by nobody until it is changed.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 */
export async function readableDomains({ db }: App): Promise<void> {
  const found = await db
    .select({ id: users.id, email: sql<string>`${users.email}` })
    .from(users)
    .where(sql`${users.email} ~* '@(.*\\.)?xn--'`);
  for (const { id, email } of found) {
    const { email: readable, problem } = readEmail(email);
    if (problem || readable === email) continue;
    try {
      await db.update(users).set({ email: readable }).where(eq(users.id, id));
    } catch (error) {
      if (!isUniqueViolation(error, 'users_email')) throw error;
    }
  }
}
