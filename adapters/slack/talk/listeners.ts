import type { App } from '@slack/bolt';
import { withTimeout } from '../../../src/lib/timeout.ts';
import type { Action } from '../../../src/ui/card.ts';
import type { Came } from '../../chat/delivery.ts';
import { isProblem } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import { decodeAction } from '../packed/action.ts';
import { formActionIn, type Origin, unpackMeta } from '../packed/meta.ts';
import { type Interaction, interactionOf, interactionOfCommand, interactionOfMessage } from '../read/interaction.ts';
import { isWritten } from '../read/kept.ts';
import {
  type AnyPayload,
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
import { type Ack, type Held, hold } from './held.ts';
import { implied } from './imply.ts';
import { senderOf } from './inbound.ts';
import { cameIn, unheard } from './intake.ts';
import { locate } from './locate.ts';
import { tellBroken } from './reply.ts';
import { showHome } from './show-home.ts';
import { submit } from './submit.ts';

/** Takes what came in; bolt has acknowledged an event by itself. */
type Listener = (body: never, came: Came, ack: Ack) => Promise<void>;

/**
 * Listens to all that people do. The acknowledgement of a filled form and of a search is the answer; that of a command too,
 * where it is ready soon. All else is acknowledged once it is kept, or known to change nothing.
 *
 * Each payload goes to its one listener: of bolt's own, every one would be called to find out that it is another's.
 */
export function registerListeners(app: App, ctx: AdapterContext): void {
  const listeners = listenersOf(ctx);
  app.use(async ({ body, context, ...args }) => {
    const listener = listenerFor(listeners, body as unknown as AnyPayload);
    await listener?.(body as never, cameIn(context), ('ack' in args ? args.ack : unheard) as Ack);
  });
}

function listenersOf(ctx: AdapterContext) {
  const track = (interaction: Interaction, work: (located: Interaction) => Promise<void>, held?: Held) =>
    ctx.pending.track(
      interaction.delivery.settle(
        locate(ctx, interaction)
          .then(work)
          .catch((error) => tellBroken(ctx, interaction, error))
          .finally(held?.taken),
      ),
    );

  return {
    async command(body: CommandPayload, came, ack) {
      const held = hold(ack, came.delivery, ctx.pace, true);
      const interaction = interactionOfCommand(body, came);
      track(interaction, (located) => handle(ctx, located, { type: 'text', text: body.text ?? '' }, held), held);
      await held.over;
    },

    async message(body: EventPayload<MessageEvent>, came) {
      if (!isWritten(body.event)) return;
      const interaction = interactionOfMessage(body, came);
      track(interaction, (located) => handle(ctx, located, { type: 'text', text: wordsIn(body) }));
    },

    async shortcut(body: Payload, came, ack) {
      const held = hold(ack, came.delivery, ctx.pace);
      const verb = (body.callback_id ?? '').replace(/^staff-/, '');
      const author = body.message?.user;
      const interaction = interactionOf(body, came, body.channel ? {} : { home: true });
      // What is on a message is about whoever wrote it; a message of a program has no author.
      const event = author
        ? ({ type: 'text', text: `${verb} <@${author}>` } as const)
        : ({ type: 'press', action: { verb, step: 'form' } } as const);
      track(interaction, (located) => handle(ctx, { ...located, message: undefined }, event, held), held);
      await held.over;
    },

    async action(body: Payload, came, ack) {
      const [pressed] = body.actions ?? [];
      if (!pressed) return ack();
      const held = hold(ack, came.delivery, ctx.pace);
      const interaction = interactionOf(body, came, originOf(body));
      track(interaction, (located) => press(ctx, located, pressed, held), held);
      await held.over;
    },

    async view(body: Payload, came, ack) {
      if (!body.view) return ack();
      const interaction = interactionOf(body, came, originOf(body));
      const { response, rest } = await submit(ctx, interaction, body.view);
      // What it was kept for is carried out, whether or not Slack hears it: its connection may break just now.
      const acknowledged = ack(response).catch(() => {});
      track(interaction, async () => {
        await Promise.all([rest(), acknowledged]);
        if (interaction.origin.home) await showHome(ctx, interaction);
      });
      await acknowledged;
    },

    async options(body: Payload, came, ack) {
      const interaction = interactionOf(body, came, originOf(body));
      const found = senderOf(ctx, interaction).then((sender) => ctx.bot.search(sender, body.value ?? ''));
      const people = await withTimeout(
        found.catch(() => []),
        ctx.pace.searchMs,
        () => [],
      );
      await ack({ options: suggestions(people) }).catch(() => {});
    },

    async home(body: EventPayload<{ user: string; channel: string; tab?: string }>, came) {
      if (body.event.tab !== 'home') return;
      const interaction = interactionOfMessage(body, came);
      track(interaction, (located) => showHome(ctx, located));
    },
  } satisfies Record<string, Listener>;
}

/** Whose it is; nothing where it is none of ours, which Slack tells the person. */
function listenerFor(
  listeners: ReturnType<typeof listenersOf>,
  { event, command, type, callback_id: callback = '', actions, view, action_id }: AnyPayload,
): Listener | undefined {
  if (event) {
    if (event.type === 'message' || event.type === 'app_mention') return listeners.message;
    return event.type === 'app_home_opened' ? listeners.home : undefined;
  }
  if (command) return command === slashCommand ? listeners.command : undefined;
  if (type === 'shortcut' || type === 'message_action')
    return callback.startsWith('staff-') ? listeners.shortcut : undefined;
  if (type === 'block_actions') return actions?.[0]?.action_id ? listeners.action : undefined;
  if (type === 'view_submission') return view?.callback_id ? listeners.view : undefined;
  return type === 'block_suggestion' && action_id ? listeners.options : undefined;
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
