import type { App } from '../../service/context.ts';
import { type Jobs, queueJobs } from '../../service/jobs.ts';
import { tellingOf } from '../../service/scheduled/keep.ts';
import { readPlan, type Scheduled, whatOthersAreTold } from '../../service/scheduled/list.ts';
import { inTransaction } from '../../service/transaction.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { attempt, chatMessage } from '../chat-message.ts';

/** How long the last of a plan are waited for before it is told how far it has come, and how often that is looked at, in milliseconds. */
const timeoutMs = 10 * 60_000;
const lookMs = 60_000;

/**
 * Tells whoever planned something for a day what came of it, of all who are in the plan at once, in every chat where they are known: once
 * in each, also when it is tried again. Of what was not done the coordinators are told too, where whoever planned it can't mend it or
 * can't be told.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellScheduled(app: App, chats: Chat[], cardOf: (plan: Scheduled[], isPlanner: boolean) => Card) {
  return async ({ id }: Jobs['tell-scheduled']): Promise<void> => {
    const plan = await readPlan(app, id);
    const ended = plan.filter(({ endedAt }) => endedAt !== null);
    const [first] = ended;
    if (!first) return;
    const since = Math.min(...ended.map(({ endedAt }) => endedAt?.getTime() ?? 0));
    const now = app.clock().getTime();
    if (ended.length < plan.length && now - since < timeoutMs) {
      const job = { ...tellingOf(first), run_at: new Date(now + lookMs) };
      return inTransaction(app, ({ db }) => queueJobs(db, [job]));
    }
    const failed: unknown[] = [];
    const about = `scheduled:${first.correlationId}:${first.day}${first.kind === 'suspend' ? '' : `:${first.kind}`}`;
    const tell = async (userId: string, card: Card): Promise<boolean> => {
      let isTold = false;
      for (const place of await sentMessages(app, { userId, about })) {
        const message = chatMessage(app, chats, place);
        // Where it was told how far it had come, that is put right.
        if (await attempt(failed, () => message.show(card))) isTold = true;
      }
      return isTold;
    };
    const isTold = first.plannerStatus === 'active' && (await tell(first.plannedById, cardOf(ended, true)));
    if (failed.length === 0 || isTold) {
      const { toldToo, open } = await whatOthersAreTold(app, ended, isTold);
      for (const userId of toldToo) await tell(userId, cardOf(open, false));
    }
    if (failed.length > 0) throw failed[0];
  };
}
