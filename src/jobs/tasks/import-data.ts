import type { Json } from '../../lib/json.ts';
import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { findSentMessage, keepSentMessage } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import { type Chat, Unreachable } from '../../ui/chat.ts';
import { importing as say } from '../../ui/sentences/import.ts';

/** What reads the file and imports it, and what lets go of it; the bot's. */
export interface ImportWork {
  carryOut(app: App, job: Jobs['import-data'], progress: (done: number, total: number) => void): Promise<Card | null>;
  drop(app: App, job: Jobs['import-data']): Promise<void>;
}

/** How often the numbers are shown anew, in milliseconds: Slack takes fifty changes a minute. */
const pauseMs = 1_500;

/** Imports a long file, and tells in one message how far it is and what came of it. */
export function importData(app: App, chats: Chat[], work: ImportWork) {
  return async (job: Jobs['import-data']): Promise<void> => {
    const which = { workspaceId: job.workspaceId, userId: job.actorId, about: `import:${job.draftId}` };
    const told = await findSentMessage(app, which);
    let chat = told && chats.find((c) => c.platform === told.platform);
    let ref = told?.ref as Json | null | undefined;
    const show = async (card: Card) => {
      if (!told || !chat) return;
      try {
        if (ref) return await chat.update(ref, card);
        ref = await chat.post(told, card);
        await keepSentMessage(app, which, ref);
      } catch (error) {
        // It is imported all the same where nobody can be told of it.
        if (!(error instanceof Unreachable)) throw error;
        chat = undefined;
      }
    };
    if (!ref) await show({ title: say.underWay });

    let shown = app.clock().getTime();
    // One after the other, and none waited for while the transaction is open.
    let showing = Promise.resolve();
    const card = await work.carryOut(app, job, (done, total) => {
      const now = app.clock().getTime();
      if (now - shown < pauseMs) return;
      shown = now;
      const progress = { done, total, label: say.progress(done, total) };
      showing = showing.then(() => show({ title: say.underWay, progress })).catch(() => {});
    });
    await showing;
    if (card) await show(card);
    await work.drop(app, job);
  };
}
