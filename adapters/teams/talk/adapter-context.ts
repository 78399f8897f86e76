import { randomUUID } from 'node:crypto';
import type { Bot, Event, Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Pending } from '../../chat/pending.ts';
import { type Api, isClosedToUs, TeamsError } from '../connect/api.ts';
import type { Memory } from '../connect/references.ts';
import type { Person, Roster, Who } from '../connect/who.ts';
import { type Interaction, messageOf, placeOf } from '../read/interaction.ts';
import { ownChat } from './own-chat.ts';

/** What everything that comes in needs on its way to the bot and back. */
export interface AdapterContext {
  bot: Bot;
  who: Who;
  memory: Memory;
  /** The connector at this address, for what a person waits for. */
  apiAt: (serviceUrl: string) => Api;
  /** Whether people's files may lie at this address. */
  holdsFiles: (url: unknown) => url is string;
  pending: Pending;
  /** Told of what broke in the adapter, with the number that the person was given. */
  onBug: (error: unknown, correlationId: string) => void;
}

/** What someone did, on its way to the bot. */
export interface Asked {
  event: Event;
  /** Fetches what came with it; only of what is taken. @throws NotTaken */
  read?: () => Promise<Pick<Inbound, 'event' | 'mentions'>>;
  /** It changes nothing: where it comes twice it is answered twice. */
  again?: boolean;
}

/** What came can't be had; its message says why, to the person. */
export class NotTaken extends Error {}

/**
 * What the bot is told; nothing of what was delivered before.
 *
 * @throws TeamsError where Teams can't say who it is
 * @throws NotTaken where what came with it can't be had
 */
export async function inboundOf(
  ctx: AdapterContext,
  interaction: Interaction,
  { event, read, again }: Asked,
): Promise<Inbound | undefined> {
  const id = `teams:${interaction.id}`;
  const [sender, first] = await Promise.all([senderOf(ctx, interaction), again || ctx.bot.isFirst(id)]);
  if (!first) return undefined;
  const message = event.type === 'press' ? messageOf(interaction) : undefined;
  const inbound = { id, sender, place: placeOf(interaction), event, ...(message !== undefined && { message }) };
  // Of a stranger's words nothing is fetched or looked up.
  return read && sender.standing === 'member' ? { ...inbound, ...(await read()) } : inbound;
}

/** Who did it, as the tenant vouches for. @throws TeamsError */
export async function senderOf(ctx: AdapterContext, interaction: Interaction): Promise<Sender> {
  const { tenant, person, user } = interaction;
  const common = { platform: 'teams', workspace: tenant } as const;
  if (!person) return { ...common, person: user, standing: 'bot' };
  if (interaction.isForeign) return { ...common, person, standing: 'outsider' };
  const { standing, email } = await lookUp(ctx, interaction, person);
  return { ...common, person, standing, ...(email && { email }) };
}

/** Someone in the conversation, by either of their ids. @throws TeamsError */
export function lookUp(ctx: AdapterContext, interaction: Interaction, user: string): Promise<Person> {
  const { tenant, team, channel, channelKind } = interaction;
  const here = async (): Promise<Roster> => ({
    api: ctx.apiAt(interaction.serviceUrl),
    // All of a team are in its channels, but for those that have people of their own.
    conversation: team && channelKind === 'channel' ? team.id : channel,
  });
  // A command can be called where the bot is not; of the one who calls it their own chat tells as well.
  const own = async (): Promise<Roster | undefined> =>
    user === interaction.person && interaction.kind !== 'personal' ? ownChat(ctx, interaction) : undefined;
  return ctx.who.look({ tenant, user }, [here, own]);
}

/** The bot's answer; nothing to what was answered before, and a sentence where Teams stands in the way. */
export async function answered(
  { bot }: Pick<AdapterContext, 'bot'>,
  inbound: Promise<Inbound | undefined>,
): Promise<Reply[]> {
  try {
    const taken = await inbound;
    return taken ? await bot.handle(taken) : [];
  } catch (error) {
    if (error instanceof NotTaken) return [privately(say.fileNotTaken, error.message)];
    if (!(error instanceof TeamsError)) throw error;
    return [privately(say.unknownTitle, isClosedToUs(error) ? say.unknownHere : say.unknown)];
  }
}

const privately = (title: string, text: string): Reply => ({
  kind: 'card',
  card: { title, tone: 'problem', text: [text] },
  to: 'asker',
});

/** Writes down what broke. @returns the sentence with its number, for the person */
export function broken(ctx: AdapterContext, error: unknown): Card {
  const id = randomUUID();
  ctx.onBug(error, id);
  return { title: say.brokenTitle, tone: 'problem', text: [say.broken(id)] };
}
