import { and, eq } from 'drizzle-orm';
import { chatIdentities, chatMessages, workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import type { App } from '../context.ts';

/** Where a user is told of something, and the message that tells of it already, if one does. */
export interface SentMessage {
  platform: Platform;
  workspace: string;
  person: string;
  /** The platform's reference to the message. */
  ref: unknown;
}

interface Which {
  workspaceId: string;
  userId: string;
  about: string;
}

/** @returns nothing where the user can't be reached in this workspace */
export async function findSentMessage(
  app: App,
  { workspaceId, userId, about }: Which,
): Promise<SentMessage | undefined> {
  const [told] = await app.db
    .select({
      platform: workspaces.platform,
      workspace: workspaces.externalId,
      person: chatIdentities.externalId,
      ref: chatMessages.ref,
    })
    .from(workspaces)
    .innerJoin(chatIdentities, and(eq(chatIdentities.workspaceId, workspaces.id), eq(chatIdentities.userId, userId)))
    .leftJoin(
      chatMessages,
      and(eq(chatMessages.workspaceId, workspaces.id), eq(chatMessages.userId, userId), eq(chatMessages.about, about)),
    )
    .where(eq(workspaces.id, workspaceId))
    .limit(1);
  return told;
}

/** Keeps the reference of the message that tells of it, so that the next change goes to the same. */
export async function keepSentMessage(app: App, { workspaceId, userId, about }: Which, ref: unknown): Promise<void> {
  const [workspace] = await app.db
    .select({ centreId: workspaces.centreId })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  if (!workspace) return;
  const { centreId } = workspace;
  await app.db
    .insert(chatMessages)
    .values({ centreId, workspaceId, userId, about, ref, createdAt: app.clock() })
    .onConflictDoUpdate({ target: [chatMessages.workspaceId, chatMessages.userId, chatMessages.about], set: { ref } });
}

/** Every place where a user is reached in chat, with the message there that tells of it already, if one does. */
export async function sentMessagesOf(
  app: App,
  userId: string,
  about: string,
): Promise<(SentMessage & { workspaceId: string })[]> {
  return app.db
    .select({
      workspaceId: workspaces.id,
      platform: workspaces.platform,
      workspace: workspaces.externalId,
      person: chatIdentities.externalId,
      ref: chatMessages.ref,
    })
    .from(chatIdentities)
    .innerJoin(workspaces, eq(workspaces.id, chatIdentities.workspaceId))
    .leftJoin(
      chatMessages,
      and(eq(chatMessages.workspaceId, workspaces.id), eq(chatMessages.userId, userId), eq(chatMessages.about, about)),
    )
    .where(eq(chatIdentities.userId, userId));
}
