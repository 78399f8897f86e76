import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, mails, users, workspaceCodes } from '../../../db/schema/index.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { App, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { tellCoordinators } from '../mail/tell-coordinators.ts';
import { consume } from '../rate-limit.ts';
import { inTransaction } from '../transaction.ts';
import { codeTtlMs, isCode, maxTries } from './code.ts';
import { registerDelivery } from './deliveries.ts';
import { strangersWords } from './strangers-words.ts';
import { centreOf, tieWorkspace, type Workspace } from './workspace.ts';

const hour = 3_600_000;

/** A workspace may ask a few times, for it may have mistyped. */
const asksOfWorkspace = { limit: 5, perMs: hour };

/**
 * Mails at once to the coordinators of one school. What is asked after that waits for the next mail, which brings all that was asked
 * until then: so whoever asks gets a code, and coordinators are not flooded, from however many workspaces.
 */
const mailsAtOnce = { limit: 3, perMs: hour };
const nextMailMs = 10 * 60_000;

interface Asked {
  /** What who asks is called there, where the platform says. */
  personName?: string | undefined;
  correlationId: string;
}

/**
 * Makes a one-time code for a workspace, and has it mailed to every active coordinator of the centre with this number. An older code
 * of the workspace is void.
 *
 * Whoever asks has no account yet, so this is no use case with an actor; whoever gets the code decides. It gives no
 * answer, and does the same for a number that no centre has, in the same time: what differs is the job's
 * ({@link mailCodes}). Which centres there are is nobody's business.
 *
 * @param ask.centreNumber in the form of one: `IN123`
 * @param ask.name what the platform calls the workspace
 * @param ask.idempotencyKey the same when the same is asked twice: a double press, a repeated delivery
 * @throws Refusal `too-many-tries`
 */
export async function askForCode(
  app: App,
  ask: Workspace & Asked & { centreNumber: string; name?: string | undefined; idempotencyKey?: string },
): Promise<void> {
  const { platform, workspace, centreNumber, name, personName, idempotencyKey } = ask;
  const where = `${platform}:${workspace}`;
  await consume(app, 'workspace-code-asks', where, asksOfWorkspace);
  await inTransaction(app, async (app) => {
    if (idempotencyKey && !(await registerDelivery(app, `workspace-code:${where}:${idempotencyKey}`))) return;
    if (await centreOf(app.db, ask)) return;
    const mailAt = await nextMail(app, centreNumber);
    const code = {
      id: randomUUID(),
      centreId: sql`(select c.id from ${centres} c where c.number = ${centreNumber})`,
      name: strangersWords(name),
      askedBy: strangersWords(personName),
      mailedIn: null,
      attempts: 0,
      expiresAt: new Date(mailAt.getTime() + codeTtlMs),
      usedAt: null,
    };
    await app.db
      .insert(workspaceCodes)
      .values({ platform, externalId: workspace, ...code })
      .onConflictDoUpdate({ target: [workspaceCodes.platform, workspaceCodes.externalId], set: code });
    await queueJobs(app.db, [
      {
        task: 'workspace-codes',
        payload: { centreNumber },
        ...(mailAt > app.clock() && { key: `workspace-codes:${centreNumber}:${mailAt.getTime()}`, run_at: mailAt }),
      },
    ]);
  });
}

/** When the next mail with codes goes to the coordinators of a school. */
async function nextMail(app: App<Tx>, centreNumber: string): Promise<Date> {
  const now = app.clock();
  try {
    await consume(app, 'workspace-code-mails', centreNumber, mailsAtOnce);
    return now;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return new Date((Math.floor(now.getTime() / nextMailMs) + 1) * nextMailMs);
  }
}

/** Mails the codes that wait for it to the coordinators who may pass them on, all in one mail. */
export async function mailCodes(app: App, { centreNumber }: { centreNumber: string }): Promise<void> {
  await inTransaction(app, async (app) => {
    const now = app.clock();
    const to = await app.db
      .select({ userId: users.id, centreId: users.centreId })
      .from(users)
      .innerJoin(centres, eq(centres.id, users.centreId))
      .where(and(eq(centres.number, centreNumber), eq(users.role, 'coordinator'), eq(users.status, 'active')));
    const [first] = to;
    if (!first) return;
    const correlationId = randomUUID();
    const waiting = await app.db
      .update(workspaceCodes)
      .set({ mailedIn: correlationId })
      .where(
        and(
          eq(workspaceCodes.centreId, first.centreId),
          isNull(workspaceCodes.mailedIn),
          isNull(workspaceCodes.usedAt),
          gt(workspaceCodes.expiresAt, now),
        ),
      )
      .returning({ id: workspaceCodes.id });
    if (waiting.length === 0) return;
    const rows = to.map((who) => ({ ...who, id: randomUUID(), kind: 'workspace-code', createdAt: now, correlationId }));
    await app.db.insert(mails).values(rows);
    await queueJobs(
      app.db,
      rows.map(({ id }) => ({ task: 'send-mail' as const, payload: { mailId: id } })),
    );
  });
}

/** Whose e-mail it is at this school, if it is anyone's who may sign in. */
async function userOf({ db }: App<Tx>, centreId: string, email: string | undefined): Promise<string | null> {
  if (!email) return null;
  const [user] = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.centreId, centreId),
        eq(users.status, 'active'),
        eq(foldedEmail(users.email), comparableEmail(email)),
      ),
    );
  return user?.id ?? null;
}

/**
 * - `wrong`: not the code; there are tries left
 * - `none`: there is no code (any more): it is too old, was tried too often, or a newer one is on its way
 * - `tied`: the workspace is tied already, to whichever centre
 */
type Joined = { tied: { centreName: string } } | { refused: 'wrong' | 'none' | 'tied' };

/**
 * Ties a workspace to the centre whose coordinator passed on this code. Of two at once, one does.
 *
 * Like {@link askForCode} it has no actor: the code is the right to it. A wrong code is counted, so it is an answer and
 * nothing thrown, which would undo the count.
 */
export async function joinCentre(
  app: App,
  {
    platform,
    workspace,
    personName,
    email,
    code,
    correlationId,
  }: Workspace & Asked & { email?: string | undefined; code: string },
): Promise<Joined> {
  return inTransaction(app, async (app): Promise<Joined> => {
    const now = app.clock();
    const open = and(
      eq(workspaceCodes.platform, platform),
      eq(workspaceCodes.externalId, workspace),
      isNull(workspaceCodes.usedAt),
      gt(workspaceCodes.expiresAt, now),
    );
    // Counted before it is looked at. The row is ours from here on, so that many tries at once are counted one by one.
    const [tried] = await app.db
      .update(workspaceCodes)
      .set({ attempts: sql`${workspaceCodes.attempts} + 1` })
      .where(and(open, lt(workspaceCodes.attempts, maxTries)))
      .returning();
    // Asked after that: who was a moment quicker with the same code has tied it by now.
    if (await centreOf(app.db, { platform, workspace })) return { refused: 'tied' };
    if (!tried) return { refused: 'none' };
    if (!isCode(app, tried.id, code) || !tried.centreId) {
      return { refused: tried.attempts < maxTries ? 'wrong' : 'none' };
    }
    const { id, centreId, name } = tried;
    await app.db
      .update(workspaceCodes)
      .set({ usedAt: now, askedBy: strangersWords(personName) })
      .where(eq(workspaceCodes.id, id));
    const how = { name, tiedBy: await userOf(app, centreId, email), details: { by: 'code' }, correlationId };
    const workspaceId = await tieWorkspace(app, { platform, workspace }, centreId, how);
    if (!workspaceId) return { refused: 'tied' };
    await tellCoordinators(app, 'workspace-tied', { centreId, workspaceId }, correlationId);
    const centre = await centreOf(app.db, { platform, workspace });
    return { tied: { centreName: centre?.name ?? '' } };
  });
}
