import type { Event, Reply } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import { answered, cardOf } from '../../chat/inbound.ts';
import type { AdapterContext } from '../context.ts';
import type { Origin } from '../packed/meta.ts';
import type { Interaction } from '../read/interaction.ts';
import { cardMessages, type SlackMessage } from '../render/card.ts';
import { speechAt } from '../render/speech.ts';
import type { Held } from './held.ts';
import { problemOf, receive } from './inbound.ts';
import { tellBroken } from './reply.ts';
import { openResponder, type Responder } from './responder.ts';

/**
 * Takes what someone did to the bot, and shows what it answers: at once a dialog or a line, where that takes long.
 *
 * @param held the acknowledgement, where it was not given yet
 */
export async function handle(ctx: AdapterContext, interaction: Interaction, event: Event, held?: Held): Promise<void> {
  const inbound = receive(ctx, interaction, event);
  const replies = answered(ctx.bot, inbound, event.type, problemOf);
  const responder = openResponder(ctx, interaction, {
    later: (reply) => cardOf(ctx.bot, inbound, reply),
    formInPlace: event.type === 'submit',
    ...(event.type === 'submit' && event.action.step === 'remove-row' && { mark: Date.now().toString(36) }),
  });
  const expectsForm = ctx.bot.expectsForm(event);
  if (held && !(expectsForm ? await held.taken() : await acknowledge(interaction, replies, held))) {
    // That it failed is told where it is answered.
    await replies.catch(() => {});
    return;
  }
  if (expectsForm && !(await within(replies, ctx.pace.emptyAfterMs))) await responder.openEmpty();
  await showReplies(ctx, interaction, responder, replies);
}

/**
 * Acknowledges it, with the answer where that is ready. What is kept has its answer by another way, which can be tried again.
 *
 * @returns whether it is still to be answered here
 */
async function acknowledge({ delivery, origin }: Interaction, replies: Promise<Reply[]>, held: Held): Promise<boolean> {
  if (!(await held.before(replies)) || delivery.isKept()) return held.taken();
  const ready = await replies.catch(() => undefined);
  if (!ready) return held.taken();
  const message = held.answer && onlyMessage(ready, origin);
  if (message && held.answer) return !(await held.answer(message));
  // Words are kept until they are answered, and a dialog can be opened but once; whoever pressed has the button still.
  if (held.answer || ready.some(({ kind }) => kind === 'form')) return held.taken();
  await held.letGo();
  return true;
}

/** The answer, where it is one message and nothing beside it. */
function onlyMessage([reply, ...more]: Reply[], origin: Origin): SlackMessage | undefined {
  if (reply?.kind !== 'card' || more.length > 0 || reply.card.image || reply.card.files?.length) return undefined;
  const { messages, whole } = cardMessages(reply.card, speechAt(origin));
  return messages.length === 1 && whole === undefined ? messages[0] : undefined;
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
