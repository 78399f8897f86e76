import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { chatIdentities, chatMessages, workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import type { App } from '../context.ts';
import { noteDone } from '../note-done.ts';

/** Where a user is told of something, and the message that tells of it already, if one does. */
export interface SentMessage {
  workspaceId: string;
  userId: string;
  /** What it tells of: `transfer:<id>`. */
  about: string;
  platform: Platform;
  /** The platform's ids of the workspace and of the person. */
  workspace: string;
  person: string;
  /** The platform's reference to the message. */
  ref: unknown;
}

/** Every place where a user is reached in chat; with a workspace, the one place in it. */
export async function sentMessages(
  app: App,
  { userId, about, workspaceId }: { userId: string; about: string; workspaceId?: string },
): Promise<SentMessage[]> {
  const found = await app.db
    .select({
      workspaceId: workspaces.id,
      platform: workspaces.platform,
      workspace: sql<string>`${workspaces.externalId}`,
      person: chatIdentities.externalId,
      ref: chatMessages.ref,
    })
    .from(chatIdentities)
    .innerJoin(workspaces, eq(workspaces.id, chatIdentities.workspaceId))
    .leftJoin(
      chatMessages,
      and(eq(chatMessages.workspaceId, workspaces.id), eq(chatMessages.userId, userId), eq(chatMessages.about, about)),
    )
    .where(
      and(
        eq(chatIdentities.userId, userId),
        isNotNull(workspaces.externalId),
        workspaceId ? eq(workspaces.id, workspaceId) : undefined,
      ),
    );
  return found.map((place) => ({ ...place, userId, about }));
}

/** Keeps the reference of the message that tells of it, so that the next change goes to the same. */
export function keepSentMessage(app: App, sent: SentMessage, ref: unknown): Promise<void> {
  return noteDone(() => keep(app, sent, ref));
}

async function keep(app: App, { workspaceId, userId, about }: SentMessage, ref: unknown): Promise<void> {
  const [workspace] = await app.db
    .select({ centreId: workspaces.centreId })
    .from(workspaces)
    .where(and(eq(workspaces.id, workspaceId), isNotNull(workspaces.externalId)));
  if (!workspace) return;
  await app.db
    .insert(chatMessages)
    .values({ ...workspace, workspaceId, userId, about, ref, createdAt: app.clock() })
    .onConflictDoUpdate({ target: [chatMessages.workspaceId, chatMessages.userId, chatMessages.about], set: { ref } });
}
