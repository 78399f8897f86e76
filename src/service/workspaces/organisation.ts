import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { lateAnswers, requests, users, workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import { comparableEmail } from '../../words/read-email.ts';
import { announce } from '../changes.ts';
import type { App, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { showJob } from '../requests/copies.ts';
import { inTransaction } from '../transaction.ts';
import { lateJob } from './late-answers.ts';

/** The organisation that a tied workspace is a part of, by the platform's ids; nothing where it is of none, or not known of. */
export async function organisationOf({ db }: App, platform: Platform, workspace: string): Promise<string | undefined> {
  const [found] = await db
    .select({ organisation: workspaces.organisationId })
    .from(workspaces)
    .where(and(eq(workspaces.platform, platform), eq(workspaces.externalId, workspace)));
  return found?.organisation ?? undefined;
}

/**
 * In which of several workspaces someone is, where their platform does not say: in the first whose school has their account, by
 * their e-mail or by what its directory calls them, rather an active one; else in the first that is a school's.
 *
 * @param among by the platform's ids, the likeliest first
 * @param email the one that the platform vouches for
 */
export async function likeliestOf(
  { db }: App,
  platform: Platform,
  among: string[],
  email: string | undefined,
): Promise<string | undefined> {
  if (among.length === 0) return undefined;
  const called = comparableEmail(email ?? '');
  const known = sql`select max(case u.status when 'active' then 2 else 1 end) from ${users} u
    where u.centre_id = ${workspaces.centreId} and u.status <> 'deleted'
      and (${foldedEmail(sql`u.email`)} = ${called} or ${foldedEmail(sql`u.user_name`)} = ${called})`;
  const found = await db
    .select({ workspace: workspaces.externalId, knows: sql<number>`coalesce((${known}), 0)` })
    .from(workspaces)
    .where(and(eq(workspaces.platform, platform), inArray(workspaces.externalId, among)));
  const most = Math.max(...found.map((each) => each.knows));
  return among.find((id) => found.some((each) => each.workspace === id && each.knows === most));
}

/**
 * Notes that these workspaces are parts of an organisation, as the platform said: those of them that are tied and were not known to be.
 * By it they are found where the organisation has installed us for all, and so what waited there is shown.
 */
export async function noteOrganisation(
  app: App,
  platform: Platform,
  organisation: string,
  parts: string[],
): Promise<void> {
  if (parts.length === 0) return;
  await inTransaction(app, async ({ db }) => {
    const noted = await db
      .update(workspaces)
      .set({ organisationId: organisation })
      .where(
        and(
          eq(workspaces.platform, platform),
          inArray(workspaces.externalId, parts),
          sql`${workspaces.organisationId} is distinct from ${organisation}`,
        ),
      )
      .returning({ workspace: workspaces.externalId });
    for (const { workspace } of noted) {
      await announce(db, { kind: 'installations', platform, key: workspace ?? '' });
      await showWaiting(db, platform, workspace ?? '');
    }
  });
}

/**
 * Has what waits shown where we were installed just now, requests and answers: it could not be while we were not.
 *
 * @param id the platform's id of a workspace, or of an organisation that holds several
 */
export async function showWaiting(tx: Tx, platform: Platform, id: string): Promise<void> {
  const here = and(
    eq(workspaces.platform, platform),
    or(eq(workspaces.externalId, id), eq(workspaces.organisationId, id)),
  );
  const waiting = await tx
    .selectDistinct({ id: requests.id })
    .from(requests)
    .innerJoin(workspaces, eq(workspaces.centreId, requests.centreId))
    .where(and(eq(requests.status, 'pending'), here));
  const owed = await tx
    .selectDistinct({ platform: lateAnswers.platform, workspace: lateAnswers.workspace })
    .from(lateAnswers)
    .innerJoin(
      workspaces,
      and(eq(workspaces.platform, lateAnswers.platform), eq(workspaces.externalId, lateAnswers.workspace)),
    )
    .where(here);
  await queueJobs(tx, [...waiting.map((request) => showJob(request.id)), ...owed.map((at) => lateJob(at))]);
}
