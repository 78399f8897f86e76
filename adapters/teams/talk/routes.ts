import { Application, type TurnState } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import type { Adapter } from '../connect/adapter.ts';
import { changed, installed, remember } from '../connect/install.ts';
import type { Incoming } from '../read/incoming.ts';
import { type Deed, deedOf } from '../read/interaction.ts';
import { askedBy } from '../read/message.ts';
import type { Desk } from './adapter-context.ts';
import { type Answer, execute } from './execute.ts';
import { answerConsent } from './file-out.ts';
import { handle } from './handle.ts';
import { search } from './search.ts';
import { tellBroken } from './speak.ts';
import { fetchCommand, fetchTask, submitTask } from './tasks.ts';

/** What is done with an invoke of this name. */
type Invoke = (desk: Desk, deed: Deed, value: unknown) => Promise<Answer>;

/** Registers all that the bot answers. */
export function route(adapter: Adapter, desk: Desk): Application<TurnState> {
  const app = new Application({
    adapter,
    // Its timer is shared by all turns.
    startTypingTimer: false,
    // It takes the bot's name from the text as a pattern.
    removeRecipientMention: false,
  });
  /** A turn's own context is gone once it is answered: what goes on after that needs no more than this. */
  const taken = (context: TurnContext): { activity: Incoming; deed: Deed } => {
    const activity = structuredClone(context.activity) as unknown as Incoming;
    const deed = deedOf(activity, Date.now());
    // What can't be kept now is noted when they come again.
    desk.inHand.watch(remember(desk.memory, deed).catch(() => {}));
    return { activity, deed };
  };

  app.activity('message', async (context) => {
    const { activity, deed } = taken(context);
    const asked = askedBy(desk, deed, activity);
    if (asked) await handle(desk, deed, asked);
  });

  app.activity('installationUpdate', async (context) => {
    const { activity, deed } = taken(context);
    await installed(desk, deed, activity);
  });

  app.activity('conversationUpdate', async (context) => {
    const { activity, deed } = taken(context);
    await changed(desk, deed, activity);
  });

  const invoke = (name: string, run: Invoke, closed?: object) =>
    app.addRoute(
      async ({ activity }) => activity.type === 'invoke' && activity.name === name,
      async (context) => {
        const { activity, deed } = taken(context);
        const { body = closed, rest } = await run(desk, deed, activity.value);
        if (rest) desk.inHand.watch(rest);
        await context.sendActivity({ type: 'invokeResponse', value: { status: 200, ...(body && { body }) } });
      },
      true,
    );
  invoke('adaptiveCard/action', execute);
  invoke('task/fetch', fetchTask);
  invoke('task/submit', submitTask);
  invoke('composeExtension/fetchTask', fetchCommand);
  invoke('composeExtension/submitAction', submitTask, {});
  invoke('fileConsent/invoke', async (_, deed, value) => ({ rest: consented(desk, deed, value) }));

  invoke('application/search', async (_, deed, value) => ({ body: await search(desk, deed, value) }));
  return app;
}

/** Once, however often Teams tells of it. */
async function consented(desk: Desk, deed: Deed, value: unknown): Promise<void> {
  if (!(await desk.bot.isFirst(`teams:${deed.id}`))) return;
  await answerConsent(desk, deed, value).catch((error) => tellBroken(desk, deed, error));
}
