import type { App } from '../../service/context.ts';
import { identify, type Unknown } from '../../service/workspaces/identify.ts';
import type { Card } from '../../ui/card.ts';
import { unknown } from '../../ui/sentences/bot.ts';
import type { Call, Registry } from '../command.ts';
import type { Chat, Inbound, Sender } from '../inbound.ts';
import { joinCentreCard } from './join-centre.ts';
import { keepOnce } from './kept-once.ts';
import { namesIn } from './names-in.ts';
import { takenCard } from './taken.ts';

/** What every call of the bot stands on. */
export interface CallOptions {
  app: App;
  registry: Registry;
  mailFrom: string;
  /** The chats there are; filled once they are made, since each of them needs the bot. */
  chats?: readonly Chat[];
}

/** For what is asked outside of any conversation. */
export const nowhere = (sender: Sender) => ({ sender, place: { kind: 'direct', id: '' } as const });

/** Who sends this, and all that their commands stand on. @returns why it is nobody here, where it is */
export async function identifySender(
  { app, mailFrom, registry, chats }: CallOptions,
  inbound: Pick<Inbound, 'sender' | 'place' | 'mentions' | 'keep'> & Partial<Pick<Inbound, 'event'>>,
  correlationId: string,
): Promise<Call | Unknown> {
  const { sender, place, mentions, event } = inbound;
  const { platform, workspace, organisation, person, email, standing, name } = sender;
  const who = { platform, workspace, organisation, person, email, name, member: standing === 'member' };
  const known = await identify(app, who, correlationId, event && namesIn(registry, { event, mentions }));
  if ('because' in known) return known;
  const ctx = {
    ...app,
    actor: known.actor,
    workspaceId: known.workspaceId,
    correlationId,
    beforeChange: () => {
      // From here on they may be others than they were.
      known.named?.clear();
      delete known.question;
      delete known.profile;
      delete known.own;
      return keepOnce(inbound);
    },
  };
  const chat = chats?.find((c) => c.platform === platform);
  const channel = chat?.channel?.bind(chat);
  return {
    ctx,
    known,
    now: app.clock(),
    mailFrom,
    registry,
    place,
    mentions,
    filesWithWords: chat?.filesWithWords === true,
    channelAt: channel && ((id) => channel(workspace, id)),
  };
}

export function strangerCard({ because, support }: Unknown, sender: Sender): Card {
  if (because === 'workspace-unbound') return joinCentreCard(sender);
  if (because === 'taken') return takenCard({ support });
  return { title: unknown.title, tone: 'attention', text: [unknown[because](support)] };
}
