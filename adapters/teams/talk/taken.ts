import type { Incoming } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { askedBy } from './asked.ts';
import { execute } from './execute.ts';
import { answerConsent } from './file-out.ts';
import { handle } from './handle.ts';
import type { Answer } from './invoke.ts';
import { orTell } from './reply.ts';
import { search } from './search.ts';
import { fetchCommand, fetchTask, submitTask } from './tasks.ts';

/** A message that someone wrote, if it is meant for the bot. */
export async function takeMessage(ctx: AdapterContext, interaction: Interaction, activity: Incoming): Promise<void> {
  const asked = askedBy(ctx, interaction, activity);
  if (asked) await handle(ctx, interaction, asked);
}

type Invoke = (ctx: AdapterContext, interaction: Interaction, value: unknown) => Promise<Answer>;

/** What is done with an invoke, by its name. */
export const invokes = new Map<string, Invoke>([
  ['adaptiveCard/action', execute],
  ['task/fetch', fetchTask],
  ['task/submit', submitTask],
  ['composeExtension/fetchTask', fetchCommand],
  // There an open dialog closes by an empty body.
  ['composeExtension/submitAction', async (...asked) => ({ body: {}, ...(await submitTask(...asked)) })],
  ['fileConsent/invoke', async (...asked) => ({ rest: consented(...asked) })],
  ['application/search', async (...asked) => ({ body: await search(...asked) })],
]);

/** Once, however often Teams tells of it. */
async function consented(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<void> {
  if (!(await interaction.delivery.ours())) return;
  await orTell(ctx, interaction, answerConsent(ctx, interaction, value));
}
