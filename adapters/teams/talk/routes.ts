import { randomUUID } from 'node:crypto';
import type { TurnState } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import type { Json } from '../../../src/lib/json.ts';
import { deliveryOf } from '../../chat/delivery.ts';
import type { Adapter } from '../connect/adapter.ts';
import type { Incoming } from '../connect/incoming.ts';
import { Application } from '../connect/microsoft.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, idOf, interactionOf } from '../read/interaction.ts';
import { changed, installed, remember } from './install.ts';
import { invokes, takeMessage } from './taken.ts';

/**
 * Its own three dots would show in a channel where nobody is to see that something was asked, beside ours, and by a timer that
 * all turns share. The option that is to keep them away is read nowhere.
 */
class Quiet extends Application<TurnState> {
  override startTypingTimer(): void {}
}

/** Registers all that the bot answers. */
export function registerRoutes(adapter: Adapter, ctx: AdapterContext): Application<TurnState> {
  const app = new Quiet({
    adapter,
    // It takes the bot's name from the text as a pattern.
    removeRecipientMention: false,
  });
  /** A turn's own context is gone once it is answered: what goes on after that needs no more than this. */
  const taken = (context: TurnContext): { activity: Incoming; interaction: Interaction } => {
    const activity = context.activity as unknown as Incoming;
    activity.id ??= randomUUID();
    const { keepAfterMs } = ctx.pace;
    const delivery = deliveryOf(ctx.inbox, idOf(activity), activity as unknown as Json, { keepAfterMs });
    const interaction = interactionOf(activity, { at: Date.now(), delivery });
    // What can't be kept now is noted when they come again.
    ctx.pending.track(remember(ctx.memory, interaction).catch(() => {}));
    return { activity, interaction };
  };

  app.activity('message', async (context) => {
    const { activity, interaction } = taken(context);
    await interaction.delivery.settle(takeMessage(ctx, interaction, activity));
  });

  app.activity('installationUpdate', async (context) => {
    const { activity, interaction } = taken(context);
    await interaction.delivery.settle(installed(ctx, interaction, activity));
  });

  app.activity('conversationUpdate', async (context) => {
    const { activity, interaction } = taken(context);
    await changed(ctx, interaction, activity);
  });

  for (const [name, run] of invokes) {
    const isMeant = async ({ activity }: TurnContext) => activity.type === 'invoke' && activity.name === name;
    const answer = async (context: TurnContext) => {
      const { activity, interaction } = taken(context);
      const answering = run(ctx, interaction, activity.value);
      const rest = answering.then(
        ({ rest }) => rest,
        () => {},
      );
      ctx.pending.track(interaction.delivery.settle(rest));
      const { body } = await answering;
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, ...(body && { body }) } });
    };
    app.addRoute(isMeant, answer, true);
  }
  return app;
}
