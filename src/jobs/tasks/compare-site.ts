import type { Json } from '../../lib/json.ts';
import type { App, Ctx } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { NotAllowed } from '../../service/policy.ts';
import { type Comparison, compareSite } from '../../service/provisioning/compare.ts';
import { keepComparison } from '../../service/provisioning/comparisons.ts';
import { type SiteClient, SiteTrouble } from '../../service/provisioning/site-client.ts';
import { findConnection } from '../../service/sites/connection.ts';
import { requestOf } from '../../service/use-case.ts';
import { findSentMessage, keepSentMessage } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { sync as say } from '../../ui/sentences/provisioning.ts';

/** Makes the card that says what was found; the bot's. @param draftId what a Yes to it names */
export type ComparedCard = (ctx: Ctx, found: Comparison, draftId: string | undefined) => Promise<Card>;

/** How often the numbers are shown anew, in milliseconds: Slack takes fifty changes a minute. */
const pauseMs = 1_500;

/** Compares a site with us, and tells in one message how far it is and what is different. */
export function compareSiteTask(app: App, chats: Chat[], client: SiteClient, card: ComparedCard) {
  return async (job: Jobs['compare-site']): Promise<void> => {
    const { connectionId, actorId, workspaceId, correlationId } = job;
    const connection = await findConnection(app.db, connectionId);
    if (!connection) return;
    const which = { workspaceId, userId: actorId, about: `compare-site:${correlationId}` };
    const told = await findSentMessage(app, which);
    const chat = told && chats.find((c) => c.platform === told.platform);
    if (!chat) return;
    let ref = told.ref as Json | null;
    const show = async (shown: Card) => {
      if (ref) return await chat.update(ref, shown);
      ref = await chat.post(told, shown);
      await keepSentMessage(app, which, ref);
    };
    if (!ref) await show({ title: say.underWay(connection.site) });

    let last = app.clock().getTime();
    let showing = Promise.resolve();
    const progress = (done: number, total: number) => {
      const now = app.clock().getTime();
      if (now - last < pauseMs) return;
      last = now;
      const label = say.progress(done, total);
      const shown = { title: say.underWay(connection.site), progress: { done, total, label } };
      showing = showing.then(() => show(shown)).catch(() => {});
    };
    const answer = await compared().catch((error): Card | undefined => {
      if (error instanceof SiteTrouble) {
        return { title: say.failed(connection.site), tone: 'problem', text: [error.message] };
      }
      if (error instanceof NotAllowed) return undefined;
      throw error;
    });
    await showing;
    if (answer) await show(answer);

    async function compared(): Promise<Card | undefined> {
      const ctx = await requestOf(app, job, 'site.sync');
      const found = await compareSite(app, client, connectionId, progress);
      if (!found) return undefined;
      const { toMend } = found;
      const draftId = await keepComparison(ctx, { connectionId, toMend });
      return card(ctx, found, toMend.length > 0 ? draftId : undefined);
    }
  };
}
