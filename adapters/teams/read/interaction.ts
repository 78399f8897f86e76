import type { Place } from '../../../src/bot/inbound.ts';
import type { Json } from '../../../src/lib/json.ts';
import type { Came } from '../../chat/delivery.ts';
import { boundedText, type Incoming, tenantOf } from '../connect/incoming.ts';
import { channelPeer, type Peer, personPeer } from '../connect/references.ts';

/** Something that a person did in Teams. */
export interface Interaction extends Came {
  /** The same when Teams delivers it again. */
  id: string;
  tenant: string;
  serviceUrl: string;
  /** The person's Entra id; nothing for a bot. */
  person?: string;
  /** What Teams calls the person towards this bot. */
  user: string;
  kind: 'personal' | 'channel' | 'group';
  /** With the id of the thread in it. */
  conversation: string;
  /** Without. */
  channel: string;
  team?: { id: string; name?: string };
  channelName?: string;
  channelKind?: NonNullable<Peer['kind']>;
  /** The person is of another organisation than the conversation. */
  isForeign: boolean;
  /** The message with the pressed button. */
  message?: string;
  /** It was said so that nobody else sees it: then nobody else is to hear of the answer either. */
  unseen?: boolean;
}

export const idOf = ({ conversation, id }: Incoming) => `${conversation.id} ${id}`;

export function interactionOf(a: Incoming, came: Came): Interaction {
  const { channelData, conversation, from } = a;
  const tenant = tenantOf(a) ?? '';
  const kind = kindOf(a);
  const [channel = ''] = conversation.id.split(';');
  const person = boundedText(from.aadObjectId);
  const theirs = boundedText(channelData?.tenant?.id);
  const teamId = boundedText(channelData?.team?.id);
  const teamName = boundedText(channelData?.team?.name);
  // What befalls a channel is told in the team's General.
  const { id: named = channel, name } = channelData?.channel ?? {};
  const channelName = boundedText(kind === 'channel' ? named === channel && name : conversation.name);
  const message = boundedText(a.replyToId);
  return {
    ...came,
    id: idOf(a),
    tenant,
    serviceUrl: a.serviceUrl,
    // Bots have ids of their own, and no rights whatever else they say of themselves.
    ...(person && !from.id.startsWith('28:') && { person }),
    user: from.id,
    kind,
    conversation: conversation.id,
    channel,
    ...(teamId && { team: { id: teamId, ...(teamName && { name: teamName }) } }),
    ...(channelName && { channelName }),
    ...(kind !== 'personal' && { channelKind: channelKindOf(kind, channelData?.channel?.type) }),
    isForeign: theirs !== undefined && theirs.toLowerCase() !== tenant,
    ...(message && { message }),
    ...(a.recipient.isTargeted === true && { unseen: true }),
  };
}

function kindOf({ conversation }: Incoming): Interaction['kind'] {
  const { conversationType: type, id, isGroup } = conversation;
  if (type === 'channel') return type;
  if (type === 'groupChat') return 'group';
  // A chat of two people, where a command of the bot's can be called, is “personal” too: only in the bot's own is nobody
  // else, and its id is no thread's. And not every kind of activity says of which type it is.
  return !id.startsWith('19:') && !isGroup ? 'personal' : kindOfThread(id);
}

/** What a thread's id tells of where it is. */
export const kindOfThread = (id: string) => (/@thread\.(tacv2|skype)/.test(id) ? 'channel' : 'group');

function channelKindOf(kind: Interaction['kind'], type: unknown): NonNullable<Peer['kind']> {
  if (kind === 'group') return 'group';
  return type === 'shared' || type === 'private' ? type : 'channel';
}

export const placeOf = ({ kind, conversation, channel, channelKind }: Interaction): Place =>
  kind === 'personal'
    ? { kind: 'direct', id: conversation }
    : { kind: 'channel', id: channel, ...(channelKind === 'shared' && { shared: true }) };

/** What a message is known by later: the same however it is learnt, for it is compared. */
export type Ref = { tenant: string; peer: string; conversation: string; activity: string };

export function refOf(tenant: string, peer: string, conversation: string, activity: string): Json {
  return { tenant, peer, conversation, activity } satisfies Ref;
}

/** The message with the pressed button, as the chat of jobs refers to it. */
export function messageOf(interaction: Interaction): Json | undefined {
  const { tenant, conversation, message } = interaction;
  return message === undefined ? undefined : refOf(tenant, peerOf(interaction), conversation, message);
}

/** Whom or what an answer goes to. */
export const peerOf = ({ kind, channel, person, user }: Interaction) =>
  kind === 'personal' ? personPeer(person ?? user) : channelPeer(channel);
