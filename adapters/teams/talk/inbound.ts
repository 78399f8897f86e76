import type { Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { unkept } from '../../chat/delivery.ts';
import { type Asked, answeredOnce, inboundOf } from '../../chat/inbound.ts';
import { ShutOutHere, withSupport } from '../../chat/shut-out.ts';
import { isClosedToUs, TeamsError } from '../connect/api.ts';
import { rosterOf } from '../connect/roster.ts';
import { lookUp, type TeamsPerson } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import { type Interaction, messageOf, placeOf } from '../read/interaction.ts';
import { ownChat } from './own-chat.ts';

/** What someone did on its way to the bot, and what that answers. */
export interface Received {
  /** @throws TeamsError where Teams can't say who it is, NotTaken where what came with it can't be had */
  inbound: Promise<Inbound>;
  /** None to what was delivered before. */
  replies: Promise<Reply[]>;
}

/** Takes it to the bot. @param changesNothing it is not kept: where it comes twice it is answered twice */
export function receive(ctx: AdapterContext, interaction: Interaction, asked: Asked, changesNothing = false): Received {
  const id = `teams:${interaction.id}`;
  const { type } = asked.event;
  const message = type === 'press' ? messageOf(interaction) : undefined;
  const common = { id, place: placeOf(interaction), ...(message !== undefined && { message }) };
  const at = { platform: 'teams', workspace: interaction.tenant } as const;
  const delivery = changesNothing ? unkept : interaction.delivery;
  const inbound = withSupport(ctx.bot, at, inboundOf(asked, common, senderOf(ctx, interaction), delivery));
  return { inbound, replies: answeredOnce(ctx.bot, inbound, type, problemOf, delivery) };
}

/** Who did it, as the tenant vouches for. @throws TeamsError */
export async function senderOf(ctx: AdapterContext, interaction: Interaction): Promise<Sender> {
  const { tenant, person, user } = interaction;
  const common = { platform: 'teams', workspace: tenant } as const;
  if (!person) return { ...common, person: user, standing: 'bot' };
  if (interaction.isForeign) return { ...common, person, standing: 'outsider' };
  const { standing, email, name } = await personOf(ctx, interaction, person);
  return { ...common, person, standing, ...(name && { name }), ...(email && { email }) };
}

/** Someone in the conversation, by either of their ids. @throws TeamsError */
export function personOf(ctx: AdapterContext, interaction: Interaction, user: string): Promise<TeamsPerson> {
  const { tenant, team, channel, channelKind } = interaction;
  const here = async () => ({
    api: ctx.apiAt(interaction.serviceUrl),
    conversation: rosterOf(channel, { team, kind: channelKind }),
  });
  // A command can be called where the bot is not; of the one who calls it their own chat tells as well.
  const own = async () =>
    user === interaction.person && interaction.kind !== 'personal' ? ownChat(ctx, interaction) : undefined;
  return lookUp(ctx.people, { workspace: tenant, user }, [here, own]);
}

/** What the person reads where Teams stands in the way; nothing for what is a bug. */
function problemOf(error: unknown): Pick<Card, 'title' | 'text'> | undefined {
  if (error instanceof ShutOutHere) return { title: say.shutOutTitle, text: [say.shutOut(error.support)] };
  if (!(error instanceof TeamsError)) return undefined;
  return { title: say.unknownTitle, text: [isClosedToUs(error) ? say.unknownHere : say.unknown] };
}
