import type { Logger } from 'pino';
import type { Place } from '../service/requests/places.ts';
import { type Chat, Refused, ShutOut, Unreachable } from '../ui/chat.ts';
import { request as say } from '../ui/sentences/requests.ts';

type ChannelPlace = Place & { to: { channel: string } };

export const isChannel = (place: Place): place is ChannelPlace => 'channel' in place.to;

/** Whether what a channel failed with may be so for days: all of its workspace takes nothing, or it takes nothing of ours. */
export const isGone = (error: unknown) =>
  error instanceof Unreachable || error instanceof ShutOut || error instanceof Refused;

/** Says to the log which approvals channels take no cards: of each once, until it takes one. */
export function openGoneChannels(log: Logger) {
  const told = new Set<string>();
  const keyOf = ({ workspaceId, to }: ChannelPlace) => `${workspaceId} ${to.channel}`;
  return {
    begin(place: ChannelPlace, error: unknown): void {
      // Of a workspace where nothing is taken, its chat says so itself.
      if (error instanceof ShutOut || told.has(keyOf(place))) return;
      told.add(keyOf(place));
      const { platform, workspace, to } = place;
      const problem = error instanceof Error ? error.message : String(error);
      log.warn({ platform, workspace, channel: to.channel, problem }, takesNone);
    },
    end(place: ChannelPlace): void {
      told.delete(keyOf(place));
    },
  };
}

const takesNone =
  'An approvals channel takes no cards of Staffroom’s: they go to the own chats of those who decide. A coordinator of that workspace can choose another channel in the settings.';

/** What is said above a card that comes to someone's own chat instead of this channel. */
export async function insteadOf(chat: Chat, { workspace, to }: ChannelPlace): Promise<string> {
  // It is there to explain; whatever the chat does that can't be asked, the card comes.
  return say.instead(await chat.channel?.(workspace, to.channel).catch(() => undefined));
}
