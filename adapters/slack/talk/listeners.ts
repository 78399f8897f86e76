import type { App } from '@slack/bolt';
import { withTimeout } from '../../../src/lib/timeout.ts';
import type { Action } from '../../../src/ui/card.ts';
import { isProblem } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import { decodeAction } from '../packed/action.ts';
import { formActionIn, type Origin, unpackMeta } from '../packed/meta.ts';
import { type Interaction, interactionOf, interactionOfCommand, interactionOfMessage } from '../read/interaction.ts';
import { isWritten } from '../read/kept.ts';
import {
  type CommandPayload,
  type EventPayload,
  isRowButton,
  type MessageEvent,
  type Payload,
  type PressedElement,
  slashCommand,
} from '../read/payload.ts';
import { readForm } from '../read/read-form.ts';
import { wordsIn } from '../read/text.ts';
import { suggestions } from '../render/suggestions.ts';
import { handle } from './handle.ts';
import { type Held, hold } from './held.ts';
import { implied } from './imply.ts';
import { senderOf } from './inbound.ts';
import { cameIn } from './intake.ts';
import { locate } from './locate.ts';
import { tellBroken } from './reply.ts';
import { showHome } from './show-home.ts';
import { submit } from './submit.ts';

/**
 * Registers all that the bot listens to. The acknowledgement of a filled form and of a search is the answer; that of a command too,
 * where it is ready soon. All else is acknowledged once it is kept, or known to change nothing.
 */
export function registerListeners(app: App, ctx: AdapterContext): void {
  const track = (interaction: Interaction, work: (located: Interaction) => Promise<void>, held?: Held) =>
    ctx.pending.track(
      interaction.delivery.settle(
        locate(ctx, interaction)
          .then(work)
          .catch((error) => tellBroken(ctx, interaction, error))
          .finally(held?.taken),
      ),
    );

  app.command(slashCommand, async ({ ack, body, context }) => {
    const came = cameIn(context);
    const held = hold(ack, came.delivery, ctx.pace, true);
    const interaction = interactionOfCommand(body as unknown as CommandPayload, came);
    track(interaction, (located) => handle(ctx, located, { type: 'text', text: body.text ?? '' }, held), held);
    await held.over;
  });

  for (const type of ['message', 'app_mention']) {
    app.event(type, async ({ body, context }) => {
      const payload = body as unknown as EventPayload<MessageEvent>;
      if (!isWritten(payload.event)) return;
      const interaction = interactionOfMessage(payload, cameIn(context));
      track(interaction, (located) => handle(ctx, located, { type: 'text', text: wordsIn(payload) }));
    });
  }

  app.shortcut(/^staff-/, async ({ ack, body, context }) => {
    const came = cameIn(context);
    const held = hold(ack, came.delivery, ctx.pace);
    const payload = body as unknown as Payload;
    const verb = (payload.callback_id ?? '').replace(/^staff-/, '');
    const author = payload.message?.user;
    const interaction = interactionOf(payload, came, payload.channel ? {} : { home: true });
    // What is on a message is about whoever wrote it; a message of a program has no author.
    const event = author
      ? ({ type: 'text', text: `${verb} <@${author}>` } as const)
      : ({ type: 'press', action: { verb, step: 'form' } } as const);
    track(interaction, (located) => handle(ctx, { ...located, message: undefined }, event, held), held);
    await held.over;
  });

  app.action(/./, async ({ ack, body, context }) => {
    const payload = body as unknown as Payload;
    const [pressed] = payload.actions ?? [];
    if (!pressed) return ack();
    const came = cameIn(context);
    const held = hold(ack, came.delivery, ctx.pace);
    const interaction = interactionOf(payload, came, originOf(payload));
    track(interaction, (located) => press(ctx, located, pressed, held), held);
    await held.over;
  });

  app.view(/./, async ({ ack, body, context }) => {
    const payload = body as unknown as Payload;
    if (!payload.view) return ack();
    const interaction = interactionOf(payload, cameIn(context), originOf(payload));
    const { response, rest } = await submit(ctx, interaction, payload.view);
    // What it was kept for is carried out, whether or not Slack hears it: its connection may break just now.
    const acknowledged = (ack as unknown as (answer: unknown) => Promise<void>)(response).catch(() => {});
    track(interaction, async () => {
      await Promise.all([rest(), acknowledged]);
      if (interaction.origin.home) await showHome(ctx, interaction);
    });
    await acknowledged;
  });

  app.options(/./, async ({ ack, body, context }) => {
    const payload = body as unknown as Payload & { value?: string };
    const interaction = interactionOf(payload, cameIn(context), originOf(payload));
    const found = senderOf(ctx, interaction).then((sender) => ctx.bot.search(sender, payload.value ?? ''));
    const people = await withTimeout(
      found.catch(() => []),
      ctx.pace.searchMs,
      () => [],
    );
    await (ack as unknown as (answer: unknown) => Promise<void>)({ options: suggestions(people) }).catch(() => {});
  });

  app.event('app_home_opened', async ({ body, context }) => {
    const payload = body as unknown as EventPayload<{ user: string; channel: string; tab?: string }>;
    if (payload.event.tab !== 'home') return;
    const interaction = interactionOfMessage(payload, cameIn(context));
    track(interaction, (located) => showHome(ctx, located));
  });
}

/** Where an answer goes that is asked for in a dialog: the dialog says. */
const originOf = ({ view }: Payload): Origin => (view?.type === 'modal' && unpackMeta(view)?.origin) || {};

async function press(
  ctx: AdapterContext,
  interaction: Interaction,
  element: PressedElement,
  held: Held,
): Promise<void> {
  const { view } = interaction;
  const form = view?.type === 'modal' ? formActionIn(view) : undefined;
  if (form && isRowButton(element)) {
    await held.letGo();
    const isMore = element.action_id === 'add-row';
    const action: Action = { ...form, ...(isMore ? { step: 'add-row' } : { step: 'remove-row', row: element.value }) };
    return handle(ctx, interaction, { type: 'submit', action, values: readForm(view).values });
  }
  if (view && element.type === 'checkboxes') {
    await held.letGo();
    const ticked = implied(view, element);
    // Without its hash: of two quick ticks the second would be refused, and each builds on what it saw.
    if (ticked)
      await ctx.tokens.api(interaction)('views.update', { view_id: view.id, view: ticked }).catch(unlessClosed);
    return;
  }
  const action = decodeAction(element.value ?? element.selected_option?.value);
  // Whatever else can be pressed gets an answer too.
  await handle(ctx, interaction, { type: 'press', action: action ?? { verb: 'help', step: 'run' } }, held);
  // The page shows what waits, and less of it may wait now.
  if (view?.type === 'home') await showHome(ctx, interaction);
}

/** A tick in a dialog that was closed at that moment is nobody's loss. */
function unlessClosed(error: unknown): void {
  if (!isProblem(error, 'not_found')) throw error;
}
