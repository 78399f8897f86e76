import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { centres, mails, users, workspaceCodes } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { consume } from '../rate-limit.ts';
import { inTransaction } from '../transaction.ts';
import { codeTtlMs, isCode, maxTries } from './code.ts';
import { registerDelivery } from './deliveries.ts';
import { centreOf, tieWorkspace, type Workspace } from './workspace.ts';

const hour = 3_600_000;

/** A workspace may ask a few times, for it may have mistyped. */
const asksOfWorkspace = { limit: 5, perMs: hour };

/** Coordinators are not to be flooded, from however many workspaces. */
const asksForCentre = { limit: 10, perMs: hour };

interface Asked {
  /** The platform's id of who asks. */
  person: string;
  correlationId: string;
}

/** Longest name of a workspace that a mail repeats, in characters: it is whatever a stranger calls it. */
const maxName = 80;

/**
 * Mails a one-time code to every active coordinator of the centre with this number. An older code of the workspace is
 * void.
 *
 * Whoever asks has no account yet, so this is no use case with an actor; whoever gets the code decides. It gives no
 * answer, and does as much for a number that no centre has: which centres there are is nobody's business.
 *
 * @param ask.centreNumber in the form of one: `IN123`
 * @param ask.name what the platform calls the workspace
 * @param ask.idempotencyKey the same when the same is asked twice: a double press, a repeated delivery
 * @throws Refusal `too-many-tries`
 */
export async function askForCode(
  app: App,
  ask: Workspace & Asked & { centreNumber: string; name?: string; idempotencyKey?: string },
): Promise<void> {
  const { platform, workspace, centreNumber, name, idempotencyKey, correlationId } = ask;
  const where = `${platform}:${workspace}`;
  await consume(app, 'workspace-code-asks', where, asksOfWorkspace);
  await consume(app, 'workspace-code-centre', centreNumber, asksForCentre);
  await inTransaction(app, async (app) => {
    if (idempotencyKey && !(await registerDelivery(app, `workspace-code:${where}:${idempotencyKey}`))) return;
    if (await centreOf(app.db, ask)) return;
    const coordinators = await app.db
      .select({ id: users.id, centreId: users.centreId })
      .from(users)
      .innerJoin(centres, eq(centres.id, users.centreId))
      .where(and(eq(centres.number, centreNumber), eq(users.role, 'coordinator'), eq(users.status, 'active')));
    const code = {
      id: randomUUID(),
      centreId: coordinators[0]?.centreId ?? null,
      name: name ? [...name].slice(0, maxName).join('') : null,
      attempts: 0,
      expiresAt: new Date(app.clock().getTime() + codeTtlMs),
      usedAt: null,
    };
    await app.db
      .insert(workspaceCodes)
      .values({ platform, externalId: workspace, ...code })
      .onConflictDoUpdate({ target: [workspaceCodes.platform, workspaceCodes.externalId], set: code });
    await queueCodeMails(app, code.id, correlationId, coordinators);
  });
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
  { platform, workspace, person, code, correlationId }: Workspace & Asked & { code: string },
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
    await app.db.update(workspaceCodes).set({ usedAt: now }).where(eq(workspaceCodes.id, tried.id));
    const asked = { person, correlationId };
    if (!(await tieWorkspace(app, { platform, workspace }, tried.centreId, asked))) return { refused: 'tied' };
    const centre = await centreOf(app.db, { platform, workspace });
    return { tied: { centreName: centre?.name ?? '' } };
  });
}

/** Queues the mails that bring a workspace's code to the coordinators who may pass it on, in the caller's transaction. */
async function queueCodeMails(
  app: App<Tx>,
  codeId: string,
  correlationId: string,
  to: { id: string; centreId: string }[],
): Promise<void> {
  if (to.length === 0) return;
  const createdAt = app.clock();
  const rows = to.map(({ id: userId, centreId }) => ({
    id: randomUUID(),
    centreId,
    userId,
    kind: 'workspace-code',
    codeId,
    createdAt,
    correlationId,
  }));
  await app.db.insert(mails).values(rows);
  await queueJobs(
    app.db,
    rows.map(({ id }) => ({ task: 'send-mail' as const, payload: { mailId: id } })),
  );
}
