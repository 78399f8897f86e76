import type { workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';

/** Someone in a chat, as a mail and a page name them. */
export interface WhoInChat {
  platform: Platform;
  /** The platform's own id of the workspace. */
  workspace: string;
  /** What the workspace and they are called there: anyone may call anything so. */
  workspaceName: string | null;
  name: string | null;
}

/** @returns nothing where the workspace belongs to the school no more */
export const whoInChat = (workspace: typeof workspaces.$inferSelect | null, name: string | null): WhoInChat | null =>
  workspace?.externalId
    ? { platform: workspace.platform, workspace: workspace.externalId, workspaceName: workspace.name, name }
    : null;
