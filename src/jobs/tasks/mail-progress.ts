import type { App } from '../../service/context.ts';
import { type Jobs, queueJobs } from '../../service/jobs.ts';
import { type MailProgress, mailProgress } from '../../service/mail/progress.ts';
import { findTold, keepTold } from '../../service/told.ts';
import type { Card, Json } from '../../ui/card.ts';
import type { Chat } from '../../ui/chat.ts';
import { add as say } from '../../ui/sentences/people.ts';

/** How often the line is renewed, in milliseconds: often enough to see it move, seldom enough for every chat's limits. */
const everyMs = 1_500;

/** Tells whoever added many people how far their invitations are: one message in their own chat, replaced as they go. */
export function followMails(app: App, chats: Chat[]) {
  return async (payload: Jobs['mail-progress']): Promise<void> => {
    const about = `mail-progress:${payload.correlationId}`;
    const told = await findTold(app, { ...payload, about });
    const chat = told && chats.find((c) => c.platform === told.platform);
    if (!chat) return;
    const progress = await mailProgress(app, payload.correlationId);
    if (told.ref) await chat.update(told.ref as Json, progressCard(progress));
    else await keepTold(app, { ...payload, about }, await chat.post(told, progressCard(progress)));
    if (progress.queued === 0) return;
    const run_at = new Date(app.clock().getTime() + everyMs);
    await app.db.transaction((tx) => queueJobs(tx, [{ task: 'mail-progress', payload, run_at }]));
  };
}

export function progressCard({ queued, sent, failed }: MailProgress): Card {
  const total = queued + sent + failed;
  const done = queued === 0;
  return {
    title: done && failed === 0 ? say.allSent(total) : say.progress(sent, total),
    tone: failed > 0 ? 'attention' : done ? 'good' : 'plain',
    ...(failed > 0 && { text: [say.someFailed(failed)] }),
    ...(!done && { progress: { done: sent + failed, total, label: say.progress(sent, total) } }),
  };
}
