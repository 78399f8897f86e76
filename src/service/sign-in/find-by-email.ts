import { eq, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, credentials, secondFactors, users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import { readEmail } from '../../words/read-email.ts';
import { mustHaveSecondFactor } from '../../words/second-factor.ts';
import type { App, Db } from '../context.ts';

/** A code of their second factor; or they have to set one up. */
export type Owes = 'nothing' | 'code' | 'set-up';

/** Whose password is to be checked. */
export interface Account {
  id: string;
  centreId: string;
  /** `supportContact` is whom to ask. */
  centre: { name: string; supportContact: string };
  /** Nothing where they have set no password yet. */
  passwordHash: string | null;
  isActive: boolean;
  /** What they have to give beside it. */
  owes: Owes;
}

/** Who signs in by an e-mail. */
export interface Known {
  /**
   * The e-mail as it is compared, whether or not there is anyone: were it folded otherwise to be counted, the counts would tell who
   * has an account.
   */
  folded: string;
  user: Account | undefined;
  /** When that was looked up, in seconds: a password or a second factor that is set later makes void what rests on it. */
  at: number;
}

/** The e-mail as {@link selectByEmail} takes it. A NUL is no character to PostgreSQL. */
export const foldedOf = (email: string): string => foldEmail(readEmail(email.replaceAll('\0', '')).email);

/** @param email without white space around it */
export async function findByEmail(app: App, email: string): Promise<Known> {
  const [folded, now] = [foldedOf(email), app.clock()];
  const [row] = await byEmail(app.db, { folded });
  return knownFrom(row, folded, now);
}

/** Who has this e-mail; one row where nobody has, too. To be read with others, and by {@link knownFrom}. */
export const selectByEmail = (db: Db, folded: SQLWrapper) =>
  db
    .select({
      id: users.id,
      centreId: users.centreId,
      passwordHash: credentials.passwordHash,
      role: users.role,
      status: users.status,
      rule: centres.secondFactor,
      factor: secondFactors.userId,
      centreName: centres.name,
      supportContact: centres.supportContact,
    })
    .from(sql`(select ${folded}::text as folded) given`)
    .leftJoin(users, eq(foldedEmail(users.email), sql`given.folded`))
    .leftJoin(centres, eq(centres.id, users.centreId))
    .leftJoin(credentials, eq(credentials.userId, users.id))
    .leftJoin(secondFactors, eq(secondFactors.userId, users.id));

const byEmail = prebuilt((db, { folded }: Values<{ folded: string }>) => selectByEmail(db, folded));

/** @param now when the statement was sent, and not when it was answered */
export function knownFrom(
  row: Awaited<ReturnType<typeof selectByEmail>>[number] | undefined,
  folded: string,
  now: Date,
): Known {
  const at = Math.floor(now.getTime() / 1_000);
  if (!row?.id || !row.centreId || row.centreName === null || row.supportContact === null || !row.role || !row.rule)
    return { folded, user: undefined, at };
  const { id, centreId, centreName: name, supportContact, passwordHash, status, factor } = row;
  const owes = factor ? 'code' : mustHaveSecondFactor(row.rule, row.role) ? 'set-up' : 'nothing';
  return {
    folded,
    at,
    user: { id, centreId, centre: { name, supportContact }, passwordHash, isActive: status === 'active', owes },
  };
}
