import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import { type Chat, ShutOut } from '../../ui/chat.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { chatMessage } from '../chat-message.ts';

/** What reads the file and imports it, and what lets go of it; the bot's. */
interface ImportWork {
  carryOut(app: App, job: Jobs['import-data'], progress: (done: number, total: number) => void): Promise<Card | null>;
  drop(app: App, job: Jobs['import-data']): Promise<void>;
}

/** Imports a long file, and tells in one message how far it is and what came of it; also where nobody can be told. */
export function importData(app: App, chats: Chat[], work: ImportWork) {
  return async (job: Jobs['import-data']): Promise<void> => {
    const { workspaceId, actorId: userId, draftId } = job;
    const [sent] = await sentMessages(app, { workspaceId, userId, about: `import:${draftId}` });
    const message = chatMessage(app, chats, sent);
    if (!message.isPosted) await message.show({ title: say.underWay }).catch(unlessShutOut);
    const card = await work.carryOut(app, job, (done, total) =>
      message.showProgress(() => ({
        title: say.underWay,
        progress: { done, total, label: say.progress(done, total) },
      })),
    );
    if (card) await message.show(card);
    await work.drop(app, job);
  };
}

/** What was said Yes to does not wait until the chat takes something of ours again; that it is done is told then. */
function unlessShutOut(error: unknown): void {
  if (!(error instanceof ShutOut)) throw error;
}
