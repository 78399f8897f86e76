import { and, eq, lt, min } from 'drizzle-orm';
import type { Logger } from 'pino';
import { centres, chatIdentities, lateAnswers, users, workspaces } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import type { Platform } from '../../words/platforms.ts';
import type { Actor, App, Db, Tx } from '../context.ts';
import { type Job, type Jobs, queueJobs } from '../jobs.ts';
import { noteDone } from '../note-done.ts';
import { siteAdminOf } from '../people/columns.ts';
import { reachesAsFar } from '../policy.ts';
import { batchRows, daysAgo, type Purge, purgeOldest } from '../purge.ts';
import { seal, unseal } from '../sealed.ts';
import { inTransaction } from '../transaction.ts';
import { actedLately } from './acted.ts';

const purpose = 'late-answer';

/** How soon a message that may be on its way still is looked for, in milliseconds: a platform that is slow may yet take it. */
const lookAfterMs = 10_000;

/** Longest that one that could not be told waits for its next try, in milliseconds. */
const maxWaitMs = 10 * 60_000;

/** In so many queues the workspaces of a platform are: those of two that hang leave room for other jobs. */
const queuesOfPlatform = 3;

/** For how long the queue tries to deliver an answer: longer than a chat is away over a weekend. In days. */
const lateDays = 7;

/** After all else but what is purged. */
const priority = 5;

/** What someone is to read, and where: in their own chat. By the platform's ids. */
export interface LateAnswer {
  platform: Platform;
  workspace: string;
  person: string;
  /** As the bot made it. */
  card: object;
}

/** What is kept, sealed. */
interface Kept extends LateAnswer {
  /** As whom they had it done, with the rights that they had then; nothing for someone without an account. */
  madeFor?: Pick<Actor, 'id' | 'role' | 'siteAdminOf'>;
}

/** Why someone is not to read it any more: it is not their account, they may do less than when it was made, or nothing. */
type Because = 'untied' | 'demoted' | 'suspended';

/** How far an answer has come. */
export interface Come {
  /** How many of its parts are there: messages, its picture, its files. */
  there: number;
  /** A try may have brought the next. */
  mayHaveArrived: boolean;
  /** It says that it may have come before. */
  hinted: boolean;
}

/** An answer that is still to arrive. */
export interface Owed extends LateAnswer, Come {
  createdAt: Date;
  /** Their account, and where it is tied to them; nothing for someone who had none. */
  tie: { userId: string; workspaceId: string } | undefined;
  /** Nothing where they may read it. */
  because: Because | undefined;
  /** Whom to ask for help. */
  support: string | null;
}

/**
 * Keeps an answer that the chat can't take now, sealed, and has the queue deliver it: no sooner than those that their workspace
 * has asked to wait.
 *
 * @param id what the message is known by, also in the chat where that keeps such a mark; of one that is kept already nothing changes
 * @param givenUp nothing is kept once nobody waits for it any more: they do it again @throws whatever ended the wait
 */
export async function keepLateAnswer(
  app: App,
  id: string,
  { there = 0, mayHaveArrived = false, hinted = false, ...answer }: LateAnswer & Partial<Come>,
  givenUp?: AbortSignal,
): Promise<void> {
  const { platform, workspace, person } = answer;
  await inTransaction(app, async ({ db }) => {
    const place = await standingOf(db, answer);
    const actor = (place && actedLately(place.workspaceId, person)) ?? place?.actor;
    const madeFor = actor && { id: actor.id, role: actor.role, siteAdminOf: actor.siteAdminOf };
    const content: Kept = { ...answer, ...(madeFor && { madeFor }) };
    const [others] = await db
      .select({ dueAt: min(lateAnswers.dueAt) })
      .from(lateAnswers)
      // Those that are looked for later wait for themselves alone.
      .where(and(isIn(answer), eq(lateAnswers.mayHaveArrived, false)));
    const now = app.clock();
    const soonest = now.getTime() + (mayHaveArrived ? lookAfterMs : 0);
    const dueAt = new Date(Math.max(soonest, others?.dueAt?.getTime() ?? 0));
    const kept = await db
      .insert(lateAnswers)
      .values({
        id,
        platform,
        workspace,
        recipientHash: sha256([platform, workspace, person].join(' ')),
        userId: madeFor?.id ?? null,
        sealed: seal(app, purpose, id, JSON.stringify(content)),
        ...columnsOf({ there, mayHaveArrived, hinted }),
        createdAt: now,
        dueAt,
      })
      .onConflictDoNothing()
      .returning({ id: lateAnswers.id });
    // A job replaces the one before: at this one's own time, a stream of such would push it on for ever.
    if (kept.length > 0) await queueNext({ ...app, db }, answer);
    givenUp?.throwIfAborted();
  });
}

const columnsOf = ({ there, mayHaveArrived, hinted }: Come) => ({ partsThere: there, mayHaveArrived, hinted });

/**
 * The job that delivers what a workspace's people are owed, one answer after the other. A few jobs at a time for each platform: a
 * workspace that hangs holds up few others, and while the platform is away, or takes little, all else is to have its turn.
 */
export const lateJob = ({ platform, workspace }: Jobs['tell-late'], run_at?: Date): Job => ({
  task: 'tell-late',
  payload: { platform, workspace },
  key: `tell-late:${platform}:${workspace}`,
  queue: `tell-late:${platform}:${(sha256(workspace)[0] ?? 0) % queuesOfPlatform}`,
  priority,
  ...(run_at && { run_at }),
});

/**
 * Which answer of a workspace's is to go next: of each person's only the oldest, so that they read them in order; of those the one
 * that has been due the longest.
 */
export async function nextLateAnswer(
  { db }: App<Db>,
  at: Jobs['tell-late'],
): Promise<{ id: string; createdAt: Date; dueAt: Date } | undefined> {
  const { id, recipientHash, position, createdAt, dueAt } = lateAnswers;
  const oldest = db
    .selectDistinctOn([recipientHash], { id, createdAt, dueAt, position })
    .from(lateAnswers)
    .where(isIn(at))
    .orderBy(recipientHash, position)
    .as('oldest');
  const [next] = await db
    .select({ id: oldest.id, createdAt: oldest.createdAt, dueAt: oldest.dueAt })
    .from(oldest)
    .orderBy(oldest.dueAt, oldest.position)
    .limit(1);
  return next;
}

/** It could not be told now: those of others go before it, and it waits as long again as it has, up to ten minutes. */
export async function putOff(app: App, { id, createdAt }: { id: string; createdAt: Date }): Promise<void> {
  const now = app.clock().getTime();
  const dueAt = new Date(now + Math.min(Math.max(now - createdAt.getTime(), lookAfterMs), maxWaitMs));
  await app.db.update(lateAnswers).set({ dueAt }).where(eq(lateAnswers.id, id));
}

/** Its chat takes nothing for so long: all that a workspace's people are owed waits. */
export async function putOffAll(app: App, at: Jobs['tell-late'], waitMs: number): Promise<void> {
  const dueAt = new Date(app.clock().getTime() + waitMs);
  await app.db
    .update(lateAnswers)
    .set({ dueAt })
    .where(and(isIn(at), lt(lateAnswers.dueAt, dueAt)));
}

/** Has the queue go on with what a workspace's people are owed still. */
export async function queueLateAnswers(app: App, at: Jobs['tell-late']): Promise<void> {
  await inTransaction(app, (tx) => queueNext(tx, at));
}

async function queueNext(tx: App<Tx>, at: Jobs['tell-late']): Promise<void> {
  const next = await nextLateAnswer(tx, at);
  if (next) await queueJobs(tx.db, [lateJob(at, next.dueAt)]);
}

/** What was kept can't be read any more, and never will be. */
export class Unreadable extends Error {}

/** @returns nothing where it arrived, its time is over, or its account was erased @throws Unreadable */
export async function readLateAnswer(app: App, id: string): Promise<Owed | undefined> {
  const [row] = await app.db.select().from(lateAnswers).where(eq(lateAnswers.id, id));
  if (!row) return undefined;
  const { madeFor, ...answer } = open(app, id, row.sealed);
  const now = await standingOf(app.db, answer);
  const { partsThere, mayHaveArrived, hinted, createdAt } = row;
  return {
    ...answer,
    there: partsThere,
    mayHaveArrived,
    hinted,
    createdAt,
    tie: madeFor && now && { userId: madeFor.id, workspaceId: now.workspaceId },
    because: madeFor && because(madeFor, now?.actor),
    support: now?.support ?? null,
  };
}

function open(app: App, id: string, sealed: Buffer): Kept {
  try {
    return JSON.parse(unseal(app, purpose, id, sealed)) as Kept;
  } catch (cause) {
    throw new Unreadable('an answer that was kept can’t be read', { cause });
  }
}

function because(before: NonNullable<Kept['madeFor']>, now: Standing | undefined): Because | undefined {
  if (now?.id !== before.id || now.status === 'deleted') return 'untied';
  if (now.status !== 'active') return 'suspended';
  return reachesAsFar(now, before) ? undefined : 'demoted';
}

/** Deletes what could not be told for so long that nobody waits for it, and says to the log how much that was. */
export function purgeLateAnswers(app: App, log: Logger): Purge {
  const purge = purgeOldest(app, {
    table: lateAnswers,
    by: lateAnswers.createdAt,
    before: daysAgo(app.clock(), lateDays),
  });
  let answers = 0;
  return async () => {
    const deleted = await purge();
    answers += deleted;
    if (deleted < batchRows && answers > 0)
      log.warn({ answers }, 'Answers were given up: no chat took them for a week.');
    return deleted;
  };
}

/** How far it has come by now. */
export async function noteCome({ db }: App, id: string, come: Come): Promise<void> {
  await noteDone(() => db.update(lateAnswers).set(columnsOf(come)).where(eq(lateAnswers.id, id)));
}

/** Something else is told in its place, from its beginning. @returns that */
export async function replaceLateAnswer(
  app: App,
  id: string,
  { platform, workspace, person, ...owed }: Owed,
  card: object,
): Promise<Owed> {
  const come: Come = { there: 0, mayHaveArrived: false, hinted: false };
  const sealed = seal(app, purpose, id, JSON.stringify({ platform, workspace, person, card }));
  await app.db
    .update(lateAnswers)
    .set({ ...columnsOf(come), sealed })
    .where(eq(lateAnswers.id, id));
  return { ...owed, platform, workspace, person, card, ...come };
}

/** It has arrived, or never will. */
export async function dropLateAnswer({ db }: App, id: string): Promise<void> {
  await db.delete(lateAnswers).where(eq(lateAnswers.id, id));
}

const isIn = ({ platform, workspace }: Jobs['tell-late']) =>
  and(eq(lateAnswers.platform, platform), eq(lateAnswers.workspace, workspace));

/** A tied workspace, and who someone in it is. */
async function standingOf(
  db: Db,
  { platform, workspace, person }: Pick<LateAnswer, 'platform' | 'workspace' | 'person'>,
) {
  const [found] = await db
    .select({
      workspaceId: workspaces.id,
      support: centres.supportContact,
      user: { id: users.id, role: users.role, status: users.status },
      siteAdminOf: siteAdminOf(),
    })
    .from(workspaces)
    .innerJoin(centres, eq(centres.id, workspaces.centreId))
    .leftJoin(chatIdentities, and(eq(chatIdentities.workspaceId, workspaces.id), eq(chatIdentities.externalId, person)))
    .leftJoin(users, eq(users.id, chatIdentities.userId))
    .where(and(eq(workspaces.platform, platform), eq(workspaces.externalId, workspace)));
  if (!found) return undefined;
  const { workspaceId, support, user, siteAdminOf: marks } = found;
  return { workspaceId, support, actor: user ? { ...user, siteAdminOf: marks } : undefined };
}

type Standing = NonNullable<NonNullable<Awaited<ReturnType<typeof standingOf>>>['actor']>;
