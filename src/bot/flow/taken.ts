import type { App } from '../../service/context.ts';
import { Refusal } from '../../service/errors.ts';
import type { Unknown } from '../../service/workspaces/identify.ts';
import { askToMove } from '../../service/workspaces/move-tie.ts';
import type { Card } from '../../ui/card.ts';
import { lengthOfTime } from '../../ui/formats.ts';
import { taken as say, unknown } from '../../ui/sentences/bot.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { linkTtlMs } from '../../words/links.ts';
import type { Event } from '../inbound.ts';

/** No command has this verb: a command asks for rights, and whoever presses has none yet. */
const verb = 'confirm-me';

/** What someone sees whose e-mail's account someone else in their workspace has: the way to have its mailbox confirm them. */
export const takenCard = ({ support }: Pick<Unknown, 'support'>): Card => ({
  title: unknown.title,
  tone: 'attention',
  text: [unknown.taken(support)],
  buttons: [{ label: say.send, style: 'primary', action: { verb, step: 'run' } }],
});

/** The same; pressed, it has the mail sent. */
export async function takenReply(
  app: App,
  { wanted, support }: Unknown,
  event: Event,
  correlationId: string,
): Promise<Card> {
  if (!wanted || event.type !== 'press' || event.action.verb !== verb) return takenCard({ support });
  try {
    await askToMove(app, { ...wanted, correlationId });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { title: unknown.title, tone: 'attention', text: [sentenceOf(error)] };
  }
  return { title: say.sentTitle, text: [say.sent(lengthOfTime(linkTtlMs['confirm-chat']))] };
}
