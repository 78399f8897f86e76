import { within } from '../../../src/lib/timeout.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { homeView } from '../render/home.ts';
import { senderOf } from './inbound.ts';

/** Draws the bot's own page anew, whenever it is opened: what it shows is never older than that. */
export async function showHome(ctx: AdapterContext, interaction: Interaction): Promise<void> {
  const api = ctx.tokens.api(interaction);
  const publish = (view: unknown) => api('views.publish', { user_id: interaction.user, view });
  const cards = senderOf(ctx, interaction).then(
    (sender) => ctx.bot.home(sender),
    () => [{ title: say.unknownTitle, tone: 'problem' as const, text: [say.unknown] }],
  );
  if (!(await within(cards, ctx.pace.workingAfterMs))) await publish(homeView([{ title: say.working }]).view);
  await publish(homeView(await cards).view);
}
