import type { Event, Reply } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import { answered, cardOf } from '../../chat/inbound.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { problemOf, receive } from './inbound.ts';
import { tellBroken } from './reply.ts';
import { openResponder, type Responder } from './responder.ts';

/** Takes what someone did to the bot, and shows what it answers: at once a dialog or a line, where that takes long. */
export async function handle(ctx: AdapterContext, interaction: Interaction, event: Event): Promise<void> {
  const inbound = receive(ctx, interaction, event);
  const replies = answered(ctx.bot, inbound, event.type, problemOf);
  const responder = openResponder(ctx, interaction, {
    later: (reply) => cardOf(ctx.bot, inbound, reply),
    formInPlace: event.type === 'submit',
    ...(event.type === 'submit' && event.action.step === 'remove-row' && { mark: Date.now().toString(36) }),
  });
  if (ctx.bot.expectsForm(event) && !(await within(replies, ctx.pace.emptyAfterMs))) await responder.openEmpty();
  await showReplies(ctx, interaction, responder, replies);
}

/** Shows what the bot answers; where that takes long, first that it does. */
export async function showReplies(
  ctx: AdapterContext,
  interaction: Interaction,
  responder: Responder,
  replies: Promise<Reply[]>,
): Promise<void> {
  // That it can't be said is no reason not to answer.
  const { at, delivery } = interaction;
  const workingAt = (delivery.again ? Date.now() : at) + ctx.pace.workingAfterMs;
  if (!(await within(replies, workingAt - Date.now()))) await responder.working().catch(() => {});
  try {
    for (const reply of await replies) await responder.show(reply);
  } catch (error) {
    await tellBroken(ctx, interaction, error);
  }
}
