import type { Logger } from 'pino';
import type { App } from '../../service/context.ts';
import {
  type Come,
  dropLateAnswer,
  noteCome,
  type Owed,
  readLateAnswer,
  replaceLateAnswer,
  Unreadable,
} from '../../service/workspaces/late-answers.ts';
import type { Card } from '../../ui/card.ts';
import { type Chat, NotNow, Refused, Unreachable } from '../../ui/chat.ts';
import { perhapsSeen } from '../../ui/perhaps-seen.ts';
import { everywhere as say } from '../../ui/sentences/chat.ts';
import { chatOf, refuseUntied } from '../chat-message.ts';

/** Longer than an answer is tried before it is left to the queue, in milliseconds. */
const triedBeforeMs = 5 * 60_000;

/**
 * Delivers an answer that a chat could not take when it was made. Whoever dies at it may have brought it: so that is noted
 * before, and taken back where the platform surely did not take it.
 *
 * @throws what may soon be otherwise: the queue tries again
 */
export function tellLate(app: App, chats: Chat[], log: Logger) {
  return async ({ answerId }: { answerId: string }): Promise<void> => {
    const owed = await readLateAnswer(app, answerId).catch(async (error) => {
      if (!(error instanceof Unreadable)) throw error;
      log.error(
        { err: error, correlationId: answerId },
        'An answer that was left to the queue can’t be read, and is let be.',
      );
      await dropLateAnswer(app, answerId);
      return undefined;
    });
    const chat = owed && chatOf(chats, owed);
    if (!owed) return;
    // The chat is not connected at this moment, or not by this copy.
    if (!chat) throw new NotNow(`${owed.platform} is not connected`);
    try {
      await refuseAnother(app, chat, owed);
      const other = instead(owed);
      const now = other ? await replaceLateAnswer(app, answerId, owed, other) : owed;
      await bring(app, chat, log, answerId, now).catch(async (error) => {
        if (!(error instanceof Refused)) throw error;
        log.error({ err: error, correlationId: answerId }, 'A chat refuses an answer as it is.');
        const told = { title: say.notShownTitle, text: [say.notShown(answerId)] };
        await bring(app, chat, log, answerId, await replaceLateAnswer(app, answerId, owed, told));
      });
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      log.warn({ err: error, platform: owed.platform }, 'An answer reaches nobody, and is let be.');
    }
    await dropLateAnswer(app, answerId);
  };
}

/** @throws Unreachable where whom it is for is not who had it done any more */
async function refuseAnother(app: App, chat: Chat, { because, tie, workspace, person }: Owed): Promise<void> {
  if (because === 'untied') throw new Unreachable('their account is not tied to them any more');
  // Of someone who had no account it says nothing that they did not say themselves.
  if (tie) await refuseUntied(app, chat, { ...tie, workspace, person });
}

/** What is told where they may not read it any more; of nobody but them, so that it is told whatever they are by then. */
function instead({ because, support }: Owed): Card | undefined {
  if (because === 'suspended') return { title: say.notYoursTitle, text: [say.suspendedSince(support)] };
  if (because === 'demoted') return { title: say.notYoursTitle, text: [say.demotedSince] };
  return undefined;
}

/** @throws Unreachable, NotNow, Unsure, Refused */
async function bring(app: App, chat: Chat, log: Logger, id: string, owed: Owed): Promise<void> {
  const { workspace, person } = owed;
  const to = { workspace, person };
  const come = await lookFor(app, chat, log, id, owed);
  let isHint = come.hinted && !owed.hinted;
  const card = owed.card as Card;
  let { there } = come;
  const note = (mayHaveArrived: boolean) => noteCome(app, id, { there, mayHaveArrived, hinted: come.hinted });
  await note(true);
  try {
    // Its first message is there, and can't say it.
    if (isHint && there > 0) {
      await chat.post(to, { title: say.mayHaveCome });
      isHint = false;
    }
    await chat.post(to, come.hinted ? perhapsSeen(card) : card, {
      mark: id,
      there,
      onPart(now) {
        there = now;
        return note(true);
      },
    });
  } catch (error) {
    const isNot = error instanceof NotNow || error instanceof Refused;
    if (isNot && isHint && there === come.there) await noteCome(app, id, owed);
    else if (isNot) await note(false);
    throw error;
  }
}

/** How far it has come, once it was looked for what may have arrived. What can't be seen is sent once more, and says so. */
async function lookFor(app: App, chat: Chat, log: Logger, id: string, owed: Owed): Promise<Come> {
  const { there, mayHaveArrived, hinted, workspace, person, createdAt } = owed;
  if (!mayHaveArrived) return owed;
  const since = new Date(createdAt.getTime() - triedBeforeMs);
  const card = hinted ? perhapsSeen(owed.card as Card) : (owed.card as Card);
  const found = (await chat.find?.({ workspace, person }, card, { mark: id, there }, since)) ?? 'unknown';
  if (found === 'absent') return owed;
  if (found === 'unknown' && !hinted) return { there, mayHaveArrived, hinted: true };
  const platform = owed.platform;
  if (found === 'unknown')
    log.warn({ platform, correlationId: id }, 'Nobody can tell whether an answer arrived: it is let be.');
  const come = { there: there + 1, mayHaveArrived: false, hinted };
  await noteCome(app, id, come);
  return come;
}
