import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { aboutMails, mailTrouble } from '../../service/mail/mail-server.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { mailServer as say } from '../../ui/sentences/mail-server.ts';
import { attempt, chatMessage } from '../chat-message.ts';

/**
 * Tells a coordinator, in every chat where they are known, that mails wait, or that they go again: once in each, also when it is tried
 * again. That mails wait is told while they do.
 *
 * @throws what one chat failed with, once all others are done: the queue tries again
 */
export function tellMailServer(app: App, chats: Chat[]) {
  return async ({ userId, since, isOver }: Jobs['tell-mail-server']): Promise<void> => {
    const trouble = isOver ? undefined : await mailTrouble(app.db);
    if (!isOver && trouble?.since.toISOString() !== since) return;
    const card: Card = trouble
      ? {
          title: say.waitTitle,
          tone: 'attention',
          text: [say.why[trouble.why], say.wait, say.forWhoRunsIt(trouble.problem)],
        }
      : { title: say.goTitle, tone: 'good', text: [say.go] };
    const failed: unknown[] = [];
    for (const place of await sentMessages(app, { userId, about: aboutMails(since, isOver) })) {
      const message = chatMessage(app, chats, place);
      if (!message.isPosted) await attempt(failed, () => message.show(card));
    }
    if (failed.length > 0) throw failed[0];
  };
}
