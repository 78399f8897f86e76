import { Application, type TurnState } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import type { Adapter } from '../connect/adapter.ts';
import type { Incoming } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, interactionOf } from '../read/interaction.ts';
import { askedBy } from './asked.ts';
import { execute } from './execute.ts';
import { answerConsent } from './file-out.ts';
import { handle } from './handle.ts';
import { changed, installed, remember } from './install.ts';
import type { Answer } from './invoke.ts';
import { orTell } from './reply.ts';
import { search } from './search.ts';
import { fetchCommand, fetchTask, submitTask } from './tasks.ts';

/** What is done with an invoke of this name. */
type Invoke = (ctx: AdapterContext, interaction: Interaction, value: unknown) => Promise<Answer>;

/** Registers all that the bot answers. */
export function registerRoutes(adapter: Adapter, ctx: AdapterContext): Application<TurnState> {
  const app = new Application({
    adapter,
    // Its timer is shared by all turns.
    startTypingTimer: false,
    // It takes the bot's name from the text as a pattern.
    removeRecipientMention: false,
  });
  /** A turn's own context is gone once it is answered: what goes on after that needs no more than this. */
  const taken = (context: TurnContext): { activity: Incoming; interaction: Interaction } => {
    const activity = structuredClone(context.activity) as unknown as Incoming;
    const interaction = interactionOf(activity, Date.now());
    // What can't be kept now is noted when they come again.
    ctx.pending.track(remember(ctx.memory, interaction).catch(() => {}));
    return { activity, interaction };
  };

  app.activity('message', async (context) => {
    const { activity, interaction } = taken(context);
    const asked = askedBy(ctx, interaction, activity);
    if (asked) await handle(ctx, interaction, asked);
  });

  app.activity('installationUpdate', async (context) => {
    const { activity, interaction } = taken(context);
    await installed(ctx, interaction, activity);
  });

  app.activity('conversationUpdate', async (context) => {
    const { activity, interaction } = taken(context);
    await changed(ctx, interaction, activity);
  });

  const invoke = (name: string, run: Invoke, closed?: object) =>
    app.addRoute(
      async ({ activity }) => activity.type === 'invoke' && activity.name === name,
      async (context) => {
        const { activity, interaction } = taken(context);
        const { body = closed, rest } = await run(ctx, interaction, activity.value);
        if (rest) ctx.pending.track(rest);
        await context.sendActivity({ type: 'invokeResponse', value: { status: 200, ...(body && { body }) } });
      },
      true,
    );
  invoke('adaptiveCard/action', execute);
  invoke('task/fetch', fetchTask);
  invoke('task/submit', submitTask);
  invoke('composeExtension/fetchTask', fetchCommand);
  invoke('composeExtension/submitAction', submitTask, {});
  invoke('fileConsent/invoke', async (_, interaction, value) => ({ rest: consented(ctx, interaction, value) }));

  invoke('application/search', async (_, interaction, value) => ({ body: await search(ctx, interaction, value) }));
  return app;
}

/** Once, however often Teams tells of it. */
async function consented(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<void> {
  if (!(await ctx.bot.isFirst(`teams:${interaction.id}`))) return;
  await orTell(ctx, interaction, answerConsent(ctx, interaction, value));
}
