import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../service/context.ts';
import { type Jobs, type MailProgress, queueJobs } from '../../service/jobs.ts';
import { mailProgress } from '../../service/mail/progress.ts';
import { inTransaction } from '../../service/transaction.ts';
import { sentMessages } from '../../service/workspaces/chat-messages.ts';
import type { Card } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { mailServer as sayMail } from '../../ui/sentences/mail-server.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { chatMessage } from '../chat-message.ts';

/** How soon the numbers are looked at again, in milliseconds: at first often enough to see them move… */
const soonest = 1_500;
/** …and where they don't, since the mail server may be away for days, seldom enough to be no burden. */
const latest = 5 * 60_000;

/**
 * Tells whoever did what many are told of by mail (added people, handed data over) how far those mails are: one message in their own chat,
 * replaced when the numbers have changed.
 */
export function followMails(app: App, chats: Chat[]) {
  return async (payload: Jobs['mail-progress']): Promise<void> => {
    const { correlationId, since, shown, pauseMs = soonest, ...to } = payload;
    const about = `mail-progress:${correlationId}`;
    const [sent] = await sentMessages(app, { ...to, about });
    const message = chatMessage(app, chats, sent);
    const progress = await mailProgress(app, correlationId, since);
    const moved = !shown || !isDeepStrictEqual(shown, progress);
    // Where nobody can be told it is nobody's to follow.
    if ((moved || !message.isPosted) && !(await message.show(progressCard(progress)))) return;
    if (progress.queued === 0) return;
    const pause = moved ? soonest : Math.min(2 * pauseMs, latest);
    const next = { ...payload, shown: progress, pauseMs: pause };
    const run_at = new Date(app.clock().getTime() + pause);
    // One key for all: a job that is carried out again after a crash moves the next one instead of adding a second.
    await inTransaction(app, ({ db }) =>
      queueJobs(db, [{ task: 'mail-progress', payload: next, key: about, run_at, priority: -1 }]),
    );
  };
}

function progressCard({ queued, sent, failed, held }: MailProgress): Card {
  const total = queued + sent + failed;
  const done = queued === 0;
  const text = [...(failed > 0 ? [say.someFailed(failed)] : []), ...(held ? [sayMail.manyWillGo] : [])];
  return {
    title: done ? (failed === 0 ? say.allSent(total) : say.progress(sent, total)) : say.sending,
    tone: failed > 0 || held ? 'attention' : done ? 'good' : 'plain',
    ...(text.length > 0 && { text }),
    ...(!done && { progress: { done: sent + failed, total, label: say.progress(sent, total) } }),
  };
}
