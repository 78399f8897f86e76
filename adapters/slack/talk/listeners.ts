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
import { implied } from './imply.ts';
import { senderOf } from './inbound.ts';
import { cameIn } from './intake.ts';
import { locate } from './locate.ts';
import { tellBroken } from './reply.ts';
import { showHome } from './show-home.ts';
import { submit } from './submit.ts';

/**
 * Registers all that the bot listens to. Each payload is acknowledged before anything else is done, but for a filled form
 * and a search, whose acknowledgement is the answer.
 */
export function registerListeners(app: App, ctx: AdapterContext): void {
  const track = (interaction: Interaction, work: (located: Interaction) => Promise<void>) =>
    ctx.pending.track(
      interaction.delivery.settle(
        locate(ctx, interaction)
          .then(work)
          .catch((error) => tellBroken(ctx, interaction, error)),
      ),
    );

  app.command(slashCommand, async ({ ack, body, context }) => {
    await ack();
    const interaction = interactionOfCommand(body as unknown as CommandPayload, cameIn(context));
    track(interaction, (located) => handle(ctx, located, { type: 'text', text: body.text ?? '' }));
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
    await ack();
    const payload = body as unknown as Payload;
    const verb = (payload.callback_id ?? '').replace(/^staff-/, '');
    const author = payload.message?.user;
    const interaction = interactionOf(payload, cameIn(context), payload.channel ? {} : { home: true });
    // What is on a message is about whoever wrote it; a message of a program has no author.
    const event = author
      ? ({ type: 'text', text: `${verb} <@${author}>` } as const)
      : ({ type: 'press', action: { verb, step: 'form' } } as const);
    track(interaction, (located) => handle(ctx, { ...located, message: undefined }, event));
  });

  app.action(/./, async ({ ack, body, context }) => {
    await ack();
    const payload = body as unknown as Payload;
    const [pressed] = payload.actions ?? [];
    if (!pressed) return;
    const interaction = interactionOf(payload, cameIn(context), originOf(payload));
    track(interaction, (located) => press(ctx, located, pressed));
  });

  app.view(/./, async ({ ack, body, context }) => {
    const payload = body as unknown as Payload;
    if (!payload.view) return ack();
    const interaction = interactionOf(payload, cameIn(context), originOf(payload));
    const { response, rest } = await submit(ctx, interaction, payload.view);
    const acknowledged = (ack as unknown as (answer: unknown) => Promise<void>)(response);
    track(interaction, async () => {
      await Promise.all([rest, acknowledged.catch(() => {})]);
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
    await (ack as unknown as (answer: unknown) => Promise<void>)({ options: suggestions(people) });
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

async function press(ctx: AdapterContext, interaction: Interaction, element: PressedElement): Promise<void> {
  const { view } = interaction;
  const form = view?.type === 'modal' ? formActionIn(view) : undefined;
  if (form && isRowButton(element)) {
    const isMore = element.action_id === 'add-row';
    const action: Action = { ...form, ...(isMore ? { step: 'add-row' } : { step: 'remove-row', row: element.value }) };
    return handle(ctx, interaction, { type: 'submit', action, values: readForm(view).values });
  }
  if (view && element.type === 'checkboxes') {
    const ticked = implied(view, element);
    // Without its hash: of two quick ticks the second would be refused, and each builds on what it saw.
    if (ticked)
      await ctx.tokens.api(interaction)('views.update', { view_id: view.id, view: ticked }).catch(unlessClosed);
    return;
  }
  const action = decodeAction(element.value ?? element.selected_option?.value);
  // Whatever else can be pressed gets an answer too.
  await handle(ctx, interaction, { type: 'press', action: action ?? { verb: 'help', step: 'run' } });
  // The page shows what waits, and less of it may wait now.
  if (view?.type === 'home') await showHome(ctx, interaction);
}

/** A tick in a dialog that was closed at that moment is nobody's loss. */
function unlessClosed(error: unknown): void {
  if (!isProblem(error, 'not_found')) throw error;
}
