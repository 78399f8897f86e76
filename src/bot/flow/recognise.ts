import type { Ctx } from '../../service/context.ts';
import { identify, type Known, type Unknown } from '../../service/workspaces/identify.ts';
import type { Card } from '../../ui/card.ts';
import type { Channel } from '../../ui/chat.ts';
import { unknown } from '../../ui/sentences/bot.ts';
import type { BotOptions } from '../bot.ts';
import type { Call } from '../command.ts';
import type { Inbound, Sender } from '../inbound.ts';
import { connectCard } from './join-centre.ts';

/** For what is asked outside of any conversation. */
export const nowhere = (sender: Sender) => ({ sender, place: { kind: 'direct', id: '' } as const });

export async function recognise(
  options: BotOptions,
  { sender, place, mentions }: Pick<Inbound, 'sender' | 'place' | 'mentions'>,
  correlationId: string,
): Promise<Call | Unknown> {
  const { app, mailFrom } = options;
  const known: Known | Unknown = await identify(app, {
    platform: sender.platform,
    workspace: sender.workspace,
    person: sender.person,
    email: sender.email,
    member: sender.standing === 'member',
  });
  if ('because' in known) return known;
  const ctx: Ctx = { app, actor: known.actor, workspaceId: known.workspaceId, correlationId };
  const chat = options.chats?.find((c) => c.platform === sender.platform);
  return {
    ctx,
    known,
    now: app.clock(),
    mailFrom,
    registry: options.registry,
    place,
    ...(mentions && { mentions }),
    ...(chat?.channel && { channelAt: (id) => chat.channel?.(sender.workspace, id) as Promise<Channel> }),
  };
}

export function strangerCard({ because, support }: Unknown, sender: Sender): Card {
  if (because === 'workspace-unbound') return connectCard(sender);
  return { title: unknown.title, tone: 'attention', text: [unknown[because](support)] };
}
