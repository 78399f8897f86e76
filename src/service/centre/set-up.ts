import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, users, workspaces } from '../../../db/schema/index.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { App, Db, Tx } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';
import { tellCoordinators } from '../mail/tell-coordinators.ts';
import { sanitizeName } from '../people/details.ts';
import { inTransaction } from '../transaction.ts';
import { strangersWords } from '../workspaces/strangers-words.ts';
import { centreOf, tieWorkspace, type Workspace } from '../workspaces/workspace.ts';
import { findCentre } from './centre.ts';
import { type FirstCentre, hasSampleSchools, isSample, makeFirstCentre } from './first.ts';

const inUse =
  'COORDINATOR_EMAIL: this e-mail is already used by an account at another school in this database. Set it to another one.';

/** A workspace of the settings, with what its platform calls it. */
export type OwnWorkspace = Workspace & { name?: string };

/**
 * Makes the school that the settings name, and ties the workspaces to it that the settings are for: whoever can write both there
 * needs no code. What is there already is not changed. Of two starts at once, one does it; and all of it is done, or nothing.
 *
 * @param own the workspaces of the settings, where they are for those alone
 * @throws Error with a sentence that names the setting: where a workspace belongs to another school, where the number looks
 *   mistyped, where the e-mail is another school's user, or the database is the playground's
 */
export async function setUpSchool(app: App, first: FirstCentre, own: OwnWorkspace[] = []): Promise<void> {
  try {
    await inTransaction(app, async (app) => {
      const ties = await Promise.all(own.map((workspace) => tieOf(app.db, workspace, first.number)));
      await refuseMistyped(app, first, { isForOne: own.length > 0, isTied: !ties.includes(false) });
      const isNew = await makeFirstCentre(app, first);
      const centre = await findCentre(app.db, first.number);
      const centreId = centre?.id ?? '';
      for (const { name, ...workspace } of own) {
        const how = { name: strangersWords(name), details: { by: 'settings' }, correlationId: randomUUID() };
        const workspaceId = await tieWorkspace(app, workspace, centreId, how);
        if (!workspaceId) await tieOf(app.db, workspace, first.number);
        // Of a school that was made just now there is nobody to tell.
        else if (!isNew) await tellCoordinators(app, 'workspace-tied', { centreId, workspaceId }, how.correlationId);
      }
    });
  } catch (error) {
    if (isUniqueViolation(error, 'users_email')) throw new Error(inUse);
    throw error;
  }
}

/** Whether a workspace is tied to the school of this number. @throws Error where it is to another */
async function tieOf(tx: Tx, workspace: Workspace, number: string): Promise<boolean> {
  const tied = await centreOf(tx, workspace);
  if (!tied || tied.number === number) return tied !== undefined;
  throw new Error(
    `CENTRE_NUMBER: the workspace ${workspace.workspace} belongs to the school ${tied.number} in this database, not to ${number}. Set CENTRE_NUMBER to ${tied.number}, or the keys to those of another workspace.`,
  );
}

/** @throws Error with what `whyRefused` says */
async function refuseMistyped(
  { db }: App<Tx>,
  first: FirstCentre,
  how: { isForOne: boolean; isTied: boolean },
): Promise<void> {
  const why = await whyRefused(db, first, how);
  if (why) throw new Error(why);
}

/**
 * A number is taken for a new school's, or for the school of a workspace that is new, only where it can't be another one's that was
 * mistyped. Reads alone.
 *
 * @param how.isForOne whether the settings are for workspaces of one school alone
 * @param how.isTied whether all of those are tied to the school of this number
 * @returns a sentence that names the setting; nothing where it is taken
 */
export async function whyRefused(
  db: Db,
  first: FirstCentre,
  { isForOne, isTied }: { isForOne: boolean; isTied: boolean },
): Promise<string | undefined> {
  const { number, name, coordinatorEmail } = first;
  const all = await db
    .select({
      number: centres.number,
      isNamed: sql<boolean>`lower(${centres.name}) = lower(${sanitizeName(name)})`,
      hasCoordinator: sql<boolean>`exists (select from ${users} u
        where u.centre_id = centres.id and ${foldedEmail(sql`u.email`)} = ${comparableEmail(coordinatorEmail)})`,
    })
    .from(centres)
    // The playground's sample school is nobody's real one.
    .where(
      sql`not exists (select from ${workspaces} w where w.centre_id = ${centres.id} and w.platform = 'playground')`,
    )
    .orderBy(centres.number);
  const isThere = all.some((c) => c.number === number);
  if (!(isThere && isTied) && (await hasSampleSchools(db))) return isSample;
  const others = all.filter((c) => c.number !== number);
  const set = (to: string | undefined) => `Set CENTRE_NUMBER to ${to}`;
  const withCoordinator = others.find((c) => c.hasCoordinator);
  if (withCoordinator && !(isThere && isTied))
    return `CENTRE_NUMBER: the person of COORDINATOR_EMAIL is at the school ${withCoordinator.number} in this database, not at ${number}. ${set(withCoordinator.number)}; or COORDINATOR_EMAIL to the e-mail of another.`;
  if (isThere) return undefined;
  const named = others.find((c) => c.isNamed);
  if (named)
    return `CENTRE_NUMBER: there is no school ${number} in this database, and the one that is named as CENTRE_NAME is ${named.number}. ${set(named.number)}; or CENTRE_NAME to another, where it is another school.`;
  if (isForOne && others.length > 0)
    return `CENTRE_NUMBER: there is no school ${number} in this database, which has ${others[0]?.number} already. ${set('one that is there')}, or DATABASE_URL to a database of its own.`;
  return undefined;
}
