import { and, eq } from 'drizzle-orm';
import { chatIdentities, lateAnswers, workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import type { App, Db } from '../context.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { noteDone } from '../note-done.ts';
import { seal, unseal } from '../sealed.ts';
import { inTransaction } from '../transaction.ts';

const purpose = 'late-answer';

/** How soon a message that may be on its way still is looked for, in milliseconds: a platform that is slow may yet take it. */
const lookAfterMs = 10_000;

/** What someone is to read, and where: in their own chat. By the platform's ids. */
export interface LateAnswer {
  platform: Platform;
  workspace: string;
  person: string;
  /** As the bot made it. */
  card: object;
}

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
  /** Whose account it is for; nothing for someone who had none. */
  userId: string | null;
  /** Their tie, by which it goes to them; nothing where they have none, or none any more. */
  workspaceId: string | undefined;
}

/**
 * Keeps an answer that the chat can't take now, sealed, and has the queue deliver it.
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
  await inTransaction(app, async ({ db }) => {
    const tie = await tieOf(db, answer);
    const kept = await db
      .insert(lateAnswers)
      .values({
        id,
        userId: tie?.userId ?? null,
        sealed: seal(app, purpose, id, JSON.stringify(answer)),
        ...columnsOf({ there, mayHaveArrived, hinted }),
        createdAt: app.clock(),
      })
      .onConflictDoNothing()
      .returning({ id: lateAnswers.id });
    const run_at = new Date(app.clock().getTime() + (mayHaveArrived ? lookAfterMs : 0));
    if (kept.length > 0) await queueJobs(db, [{ ...lateJob(id), run_at }]);
    givenUp?.throwIfAborted();
  });
}

const columnsOf = ({ there, mayHaveArrived, hinted }: Come) => ({ partsThere: there, mayHaveArrived, hinted });

/** The job that delivers it; one that waits for its next try gives way to it. */
export const lateJob = (id: string): Job => ({
  task: 'tell-late',
  payload: { answerId: id },
  key: `tell-late:${id}`,
});

/** @returns nothing where it arrived, its time is over, or its account was erased */
export async function readLateAnswer(app: App, id: string): Promise<Owed | undefined> {
  const [row] = await app.db.select().from(lateAnswers).where(eq(lateAnswers.id, id));
  if (!row) return undefined;
  const answer = JSON.parse(unseal(app, purpose, id, row.sealed)) as LateAnswer;
  const tie = row.userId ? await tieOf(app.db, answer) : undefined;
  const { partsThere, mayHaveArrived, hinted, userId, createdAt } = row;
  return {
    ...answer,
    there: partsThere,
    mayHaveArrived,
    hinted,
    createdAt,
    userId,
    workspaceId: tie?.userId === userId ? tie?.workspaceId : undefined,
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

async function tieOf(db: Db, { platform, workspace, person }: Pick<LateAnswer, 'platform' | 'workspace' | 'person'>) {
  const [tie] = await db
    .select({ userId: chatIdentities.userId, workspaceId: workspaces.id })
    .from(chatIdentities)
    .innerJoin(workspaces, eq(workspaces.id, chatIdentities.workspaceId))
    .where(
      and(
        eq(workspaces.platform, platform),
        eq(workspaces.externalId, workspace),
        eq(chatIdentities.externalId, person),
      ),
    );
  return tie;
}
