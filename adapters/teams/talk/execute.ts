import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { objectOf } from '../../../src/lib/json.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { broken, cardOf } from '../../chat/inbound.ts';
import type { AdapterContext } from '../context.ts';
import { pressedIn } from '../read/event.ts';
import type { Interaction } from '../read/interaction.ts';
import { cardPages } from '../render/card.ts';
import { channelSurface, directSurface } from '../render/surface.ts';
import { isShort, wordsOf } from '../render/words.ts';
import { receive } from './inbound.ts';
import { type Answer, leftOf } from './invoke.ts';
import { orTell, outcomeWithin, showAlone, showHere, showLate, whereItIs } from './reply.ts';

/** A press whose answer Teams shows the presser alone; and the look at a card that each sees as their own. */
export async function execute(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<Answer> {
  const { action, trigger } = objectOf(value);
  const isLook = trigger === 'automatic';
  const event = pressedIn(objectOf(action).data);
  const { inbound, replies } = receive(ctx, interaction, { event }, isLook && event.action.step === 'run');
  const inTime = await within(replies, leftOf(ctx, interaction));
  if (isLook) return { body: inTime ? await ownView(ctx, interaction, replies) : unchanged };
  if (!inTime) return { body: told(say.workingOwn), rest: showLate(ctx, interaction, inbound, replies) };
  try {
    return await toPress(ctx, interaction, inbound, await replies);
  } catch (error) {
    return { body: told(wordsOf(broken(ctx.onBug, error))) };
  }
}

const told = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

/** The card that all see stays as it is. */
const unchanged = {
  statusCode: 500,
  type: 'application/vnd.microsoft.error',
  value: { code: 'Unchanged', message: say.unknown },
};

/** Nobody asked: so there is a card in the card's place, or nothing. */
async function ownView(ctx: AdapterContext, interaction: Interaction, replies: Promise<Reply[]>): Promise<object> {
  const [reply] = await replies.catch((error) => {
    broken(ctx.onBug, error);
    return [];
  });
  return (reply?.kind === 'card' && reply.replace && inPlace(ctx, interaction, reply.card)) || unchanged;
}

async function toPress(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  [reply, ...others]: Reply[],
): Promise<Answer> {
  if (!reply) return { body: told(say.taken) };
  const { body, rest } = await toReply(ctx, interaction, inbound, reply);
  return { body, rest: Promise.all([rest, showLate(ctx, interaction, inbound, others)]).then(() => {}) };
}

async function toReply(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  reply: Reply,
): Promise<{ body: object; rest?: Promise<void> }> {
  if (reply.kind === 'card') {
    const { card, replace, to } = reply;
    const replaced = replace && !card.files?.length && !card.image && inPlace(ctx, interaction, card);
    if (replaced) return { body: replaced };
    if (isShort(card)) return { body: told(wordsOf(card)) };
    if (to === 'place') {
      return {
        body: told(wordsOf({ title: card.title })),
        rest: orTell(ctx, interaction, showHere(ctx, interaction, card)),
      };
    }
  }
  const card = await cardOf(ctx.bot, inbound, reply);
  if (!card) return { body: told(say.taken) };
  const shown = showAlone(ctx, interaction, card, { inbound });
  const outcome = await outcomeWithin(shown, leftOf(ctx, interaction));
  return { body: told(await whereItIs(outcome, inbound)), rest: orTell(ctx, interaction, shown) };
}

/** The card as the presser's own view of the one with the button; nothing where one message can't hold it. */
function inPlace(ctx: AdapterContext, interaction: Interaction, card: Card): object | undefined {
  const surface = interaction.kind === 'personal' ? directSurface(ctx) : channelSurface(ctx);
  const { cards, whole } = cardPages(card, surface);
  if (cards.length !== 1 || whole !== undefined) return undefined;
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: cards[0] };
}
