import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { withSupport } from '../../chat/shut-out.ts';
import { SlackError } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { homeView } from '../render/home.ts';
import { problemOf, schoolOf, senderOf } from './inbound.ts';

/**
 * Draws the bot's own page anew, whenever it is opened: what it shows is never older than that. Where Slack does not take it
 * now, the one before stays: nobody asked for anything.
 */
export async function showHome(ctx: AdapterContext, interaction: Interaction): Promise<void> {
  const api = ctx.tokens.api(interaction);
  const publish = (cards: Card[]) =>
    api('views.publish', { user_id: interaction.user, view: homeView(cards).view }).catch(unlessRefused);
  const cards = withSupport(ctx.bot, schoolOf(interaction), senderOf(ctx, interaction)).then(
    (sender) => ctx.bot.home(sender),
    (error) => [
      { tone: 'problem' as const, ...(problemOf(error) ?? { title: say.unknownTitle, text: [say.unknown] }) },
    ],
  );
  if (!(await within(cards, ctx.pace.workingAfterMs))) await publish([{ title: say.working }]);
  await publish(await cards);
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof SlackError)) throw error;
}
