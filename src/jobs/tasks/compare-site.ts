import type { App, Ctx } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { NotAllowed } from '../../service/policy.ts';
import { type Comparison, compareSite } from '../../service/provisioning/compare.ts';
import { keepComparison } from '../../service/provisioning/comparisons.ts';
import { type SiteClient, SiteTrouble } from '../../service/provisioning/site-client.ts';
import { findConnection } from '../../service/sites/connection.ts';
import { requestOf } from '../../service/use-case.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { sync as say } from '../../ui/sentences/provisioning.ts';
import { chatMessage } from '../chat-message.ts';

/** Makes the card that says what was found; the bot's. @param draftId what a Yes to it names */
type ComparedCard = (ctx: Ctx, found: Comparison, draftId: string | undefined) => Promise<Card>;

/** Compares a site with us, and tells in one message how far it is and what is different. */
export function compareSiteTask(app: App, chats: Chat[], client: SiteClient, card: ComparedCard) {
  return async (job: Jobs['compare-site']): Promise<void> => {
    const { connectionId, actorId: userId, workspaceId, correlationId } = job;
    const connection = await findConnection(app.db, connectionId);
    if (!connection) return;
    const [sent] = await sentMessages(app, { workspaceId, userId, about: `compare-site:${correlationId}` });
    const message = chatMessage(app, chats, sent);
    const title = say.underWay(connection.site);
    // It is done to be read: where nobody can be told, there is nothing to do.
    if (!message.isPosted && !(await message.show({ title }))) return;
    const progress = (done: number, total: number) =>
      message.showProgress(() => ({ title, progress: { done, total, label: say.progress(done, total) } }));
    const answer = await compared().catch((error): Card | undefined => {
      if (error instanceof SiteTrouble) {
        return { title: say.failed(connection.site), tone: 'problem', text: [error.message] };
      }
      if (error instanceof NotAllowed) return undefined;
      throw error;
    });
    if (answer) await message.show(answer);

    async function compared(): Promise<Card | undefined> {
      const ctx = await requestOf(app, job, 'site.sync');
      const found = await compareSite(app, client, connectionId, progress);
      if (!found) return undefined;
      const { version, toMend } = found;
      const draftId = await keepComparison(ctx, { connectionId, version, toMend });
      return card(ctx, found, toMend.length > 0 ? draftId : undefined);
    }
  };
}
