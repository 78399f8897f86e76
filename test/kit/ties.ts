import { and, eq } from 'drizzle-orm';
import { chatIdentities, users, workspaces } from '../../db/schema/index.ts';
import type { App } from '../../src/service/context.ts';
import type { Chat } from '../../src/ui/chat.ts';

/** A chat whose workspaces vouch for everyone as they are tied. */
export const vouchesForAll =
  (app: App): Chat['look'] =>
  async (workspace, person) => {
    const [found] = await app.db
      .select({ email: users.email })
      .from(chatIdentities)
      .innerJoin(users, eq(users.id, chatIdentities.userId))
      .innerJoin(workspaces, eq(workspaces.id, chatIdentities.workspaceId))
      .where(and(eq(workspaces.externalId, workspace), eq(chatIdentities.externalId, person)));
    return { member: found !== undefined, email: found?.email ?? undefined };
  };
