import type { Logger } from 'pino';
import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import {
  dropLateAnswer,
  noteNotTaken,
  noteTry,
  type Owed,
  readLateAnswer,
} from '../../service/workspaces/late-answers.ts';
import type { Card } from '../../ui/card.ts';
import { type Chat, NotNow, Refused, Unreachable } from '../../ui/chat.ts';
import { everywhere as say } from '../../ui/sentences/chat.ts';
import { chatOf, postAgain, refuseUntied } from '../chat-message.ts';

/** Longer than an answer is tried before it is left to the queue, in milliseconds. */
const triedBeforeMs = 5 * 60_000;

/**
 * Delivers an answer that a chat could not take when it was made. Whoever dies at it may have brought it: so that is noted
 * before, and taken back where the platform surely did not take it.
 *
 * @throws what may soon be otherwise: the queue tries again
 */
export function tellLate(app: App, chats: Chat[], log: Logger) {
  return async ({ answerId }: Jobs['tell-late']): Promise<void> => {
    const owed = await readLateAnswer(app, answerId);
    const chat = owed && chatOf(chats, owed);
    if (!owed) return;
    // The chat is not connected at this moment, or not by this copy.
    if (!chat) throw new NotNow(`${owed.platform} is not connected`);
    try {
      await refuseAnother(app, chat, owed);
      await post(app, chat, answerId, owed, owed.card as Card).catch((error) => {
        if (!(error instanceof Refused)) throw error;
        log.error({ err: error, correlationId: answerId }, 'A chat refuses an answer as it is.');
        return post(app, chat, answerId, owed, { title: say.notShownTitle, text: [say.notShown(answerId)] });
      });
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      log.warn({ err: error, platform: owed.platform }, 'An answer reaches nobody, and is let be.');
    }
    await dropLateAnswer(app, answerId);
  };
}

/** @throws Unreachable where whom it is for is not who had it done any more */
async function refuseAnother(app: App, chat: Chat, { userId, workspaceId, workspace, person }: Owed): Promise<void> {
  // Of someone who had no account it says nothing that they did not say themselves.
  if (userId === null) return;
  if (workspaceId === undefined) throw new Unreachable('their account is not tied to them any more');
  await refuseUntied(app, chat, { workspaceId, userId, workspace, person });
}

async function post(app: App, chat: Chat, mark: string, owed: Owed, card: Card): Promise<void> {
  const { workspace, person, mayHaveArrived, createdAt } = owed;
  const to = { workspace, person };
  if (!mayHaveArrived) await noteTry(app, mark);
  try {
    if (mayHaveArrived) await postAgain(chat, to, card, { mark, since: new Date(createdAt.getTime() - triedBeforeMs) });
    else await chat.post(to, card, mark);
  } catch (error) {
    const isNot = error instanceof NotNow || error instanceof Refused;
    if (isNot && !mayHaveArrived) await noteNotTaken(app, mark);
    throw error;
  }
}
