import type { Sender } from '../../../src/bot/inbound.ts';
import type { Json } from '../../../src/lib/json.ts';
import type { Card } from '../../../src/ui/card.ts';
import { type Channel, type Chat, maxLookedAt, type Progress, Unreachable } from '../../../src/ui/chat.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { comparableEmail } from '../../../src/words/read-email.ts';
import { channelOf, closedChannel } from '../../chat/channel.ts';
import { inOrder, isKind, neutrally } from '../../chat/failure.ts';
import { memberEmail, seenIn } from '../../chat/people.ts';
import { type Api, isClosedToUs, isStatus, type Outgoing } from '../connect/api.ts';
import { channelPeer, type Memory, type Peer, personPeer, tenantPeer } from '../connect/references.ts';
import { type Rosters, rosterOf } from '../connect/roster.ts';
import { lookUpAnew, personIn } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import { kindOfThread, type Ref, refOf } from '../read/interaction.ts';
import { messagesOf } from '../render/messages.ts';
import { channelSurface, directSurface } from '../render/surface.ts';
import { restOf, restSends, sendsOf } from './deliver.ts';
import { openOwnChat } from './own-chat.ts';

export interface ChatContext {
  bot: AdapterContext['bot'];
  memory: Memory;
  people: AdapterContext['people'];
  rosters: Rosters;
  apiAt: (serviceUrl: string) => Api;
  /** The names of a team's channels, by their ids. */
  channelNames: (serviceUrl: string, team: string) => Promise<Map<string, string>>;
}

/** Where the messages of jobs go. @throws TeamsError: the queue tries again */
export function openChat(ctx: ChatContext): Chat {
  return {
    platform: 'teams',
    filesWithWords: true,
    post: (to, card, progress = { mark: '' }) =>
      neutrally(() =>
        'person' in to ? postToPerson(ctx, to, card, progress) : postToChannel(ctx, to, card, progress),
      ),
    update: (ref, card) =>
      neutrally(async () => {
        const { tenant, peer, conversation, activity } = ref as Ref;
        const known = (await ctx.memory.find(tenant, peer)) ?? (await ctx.memory.find(tenant, tenantPeer));
        // Nothing was ever heard from there: there is nobody to tell.
        if (!known) return false;
        const [message] = await messagesFor(ctx, { tenant, peer }, known, card);
        try {
          if (message) await ctx.apiAt(known.serviceUrl).update(conversation, activity, message);
          return message !== undefined;
        } catch (error) {
          // It was deleted, is too old, or we were put out: there is nothing left to change.
          if (isKind(error, 'refused', 'gone')) return false;
          throw error;
        }
      }),
    look: (tenant, person) =>
      neutrally(async () => {
        const own = () => openOwnChat(ctx, { tenant, person });
        return seenIn(await lookUpAnew(ctx.people, { workspace: tenant, user: person }, [own]), person);
      }),
    channel: (workspace, id) => lookAt(ctx, workspace, id),
  };
}

async function postToPerson(
  ctx: ChatContext,
  { workspace: tenant, person }: { workspace: string; person: string },
  card: Card,
  progress: Progress,
): Promise<Json> {
  const own = await openOwnChat(ctx, { tenant, person });
  const { messages, whole } = messagesOf(card, directSurface(ctx));
  const rest = restOf(card, whole);
  // Of whom a job tells something, they were looked at before.
  const sender: Sender = { platform: 'teams', workspace: tenant, person, standing: 'member' };
  const sends = [...sendsOf(own, messages), ...(rest ? restSends(ctx, own, sender, rest) : [])];
  return sendAll(sends, progress, (id) => refOf(tenant, personPeer(person), own.conversation, id));
}

async function postToChannel(
  ctx: ChatContext,
  { workspace: tenant, channel }: { workspace: string; channel: string },
  card: Card,
  progress: Progress,
): Promise<Json> {
  const peer = channelPeer(channel);
  const known = await reachable(ctx, tenant, channel);
  const api = ctx.apiAt(known.serviceUrl);
  const [first, ...rest] = await messagesFor(ctx, { tenant, peer }, known, card);
  if (kindOf(channel, known) === 'group') {
    const sends = sendsOf({ api, conversation: channel }, [first as Outgoing, ...rest]);
    return sendAll(sends, progress, (id) => refOf(tenant, peer, channel, id));
  }
  let ref = progress.first;
  const begin = async () => {
    const { id: conversation, activityId } = await api.create({
      isGroup: true,
      tenantId: tenant,
      channelData: { channel: { id: channel }, tenant: { id: tenant } },
      activity: first,
    });
    // A thread is named by the message that it begins with.
    const [, begun] = /;messageid=(\d+)/.exec(conversation) ?? [];
    ref = refOf(tenant, peer, conversation, begun ?? activityId ?? '');
  };
  const later = rest.map((message) => () => api.send((ref as Ref | undefined)?.conversation ?? channel, message));
  await inOrder([begin, ...later], progress.there, async (there) => progress.onPart?.(there, ref ?? null));
  return ref ?? null;
}

/** A channel, or what else is known where its messages go. @throws Unreachable */
async function reachable({ memory }: ChatContext, tenant: string, channel: string): Promise<Peer> {
  const known = (await memory.find(tenant, channelPeer(channel))) ?? (await memory.find(tenant, tenantPeer));
  if (!known) throw new Unreachable('nothing was heard of this tenant yet');
  return known;
}

const kindOf = (channel: string, { kind }: Peer) => kind ?? kindOfThread(channel);

/** @returns the reference of the first */
async function sendAll(
  sends: (() => Promise<unknown>)[],
  { there, first, onPart }: Progress,
  refOfId: (id: string) => Json,
): Promise<Json> {
  let ref = first;
  const noted = sends.map((send) => async () => {
    const id = await send();
    ref ??= refOfId(String(id ?? ''));
  });
  await inOrder(noted, there, async (there) => onPart?.(there, ref ?? null));
  return ref ?? null;
}

/** A card for all in a channel, or for one person; in a channel, who may decide something sees it as their own. */
async function messagesFor(
  ctx: ChatContext,
  { tenant, peer }: { tenant: string; peer: string },
  known: Peer,
  card: Card,
): Promise<Outgoing[]> {
  const channel = peer.startsWith('channel:') ? peer.slice('channel:'.length) : undefined;
  if (channel === undefined) return messagesOf(card, directSurface(ctx)).messages;
  const ids = card.live ? await userIds(ctx, tenant, channel, known) : new Map<string, string>();
  const liveFor = (emails: string[]) => emails.flatMap((email) => ids.get(comparableEmail(email)) ?? []);
  return messagesOf(card, { ...channelSurface(ctx), liveFor }).messages;
}

/** What Teams calls the people of a channel, by their e-mails; nobody where that can't be found out: all can ask then. */
async function userIds(
  { rosters, apiAt }: ChatContext,
  tenant: string,
  channel: string,
  known: Peer,
): Promise<Map<string, string>> {
  try {
    const people = await rosters.people(apiAt(known.serviceUrl), tenant, rosterOf(channel, known));
    return new Map(
      people.flatMap((member) => {
        const email = memberEmail(personIn(member, tenant));
        return email ? [[comparableEmail(email), member.id] as const] : [];
      }),
    );
  } catch (error) {
    if (isClosedToUs(error)) return new Map();
    throw error;
  }
}

async function lookAt(ctx: ChatContext, tenant: string, id: string): Promise<Channel> {
  const known = await ctx.memory.find(tenant, channelPeer(id));
  if (!known) return closedChannel(say.namelessChannel, 'not-found');
  const name = await nameOf(ctx, tenant, id, known);
  try {
    const people = await ctx.rosters.people(ctx.apiAt(known.serviceUrl), tenant, rosterOf(id, known));
    const looked = people.slice(0, maxLookedAt).map((member) => personIn(member, tenant));
    return channelOf(name, known.kind === 'shared', looked, people.length);
  } catch (error) {
    if (!isClosedToUs(error)) throw error;
    return closedChannel(name, isStatus(error, 404) ? 'not-found' : 'not-in-it');
  }
}

/** As people see it. Teams tells a channel's name only of some of what is done in it, and of General never. */
async function nameOf({ memory, channelNames }: ChatContext, tenant: string, id: string, known: Peer): Promise<string> {
  if (known.kind === 'group') return known.name ?? say.groupChat;
  if (known.name) return `#${known.name}`;
  if (!known.team) return say.namelessChannel;
  const name = (await channelNames(known.serviceUrl, known.team.id).catch(() => undefined))?.get(id);
  if (!name) return say.namelessChannel;
  await memory.note(tenant, channelPeer(id), { ...known, name }).catch(() => {});
  return `#${name}`;
}
