import { and, eq } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { users } from '../../../db/schema/index.ts';
import type { Role, Status } from '../../words/people.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { Db } from '../context.ts';

/** What the owner of an e-mail is at a school. @returns nothing where they have no account there */
export async function standingAt(
  db: Db,
  centreId: string,
  email: string,
): Promise<{ role: Role; status: Status } | undefined> {
  const [found] = await db
    .select({ role: users.role, status: users.status })
    .from(users)
    .where(and(eq(users.centreId, centreId), eq(foldedEmail(users.email), comparableEmail(email))));
  return found;
}
