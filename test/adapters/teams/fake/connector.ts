import { isObject } from '../../../../src/lib/json.ts';
import { checkActivity } from './check-activity.ts';
import { checkEnvelope, checkParameters } from './check-envelope.ts';
import { badRequest, ConnectorError } from './http.ts';
import { botIsIn, direct } from './places.ts';
import { checkRate } from './rates.ts';
import { members, team } from './roster.ts';
import type { FakeConversation, Json, Message } from './types.ts';
import { partsOf, threadId, type World } from './world.ts';

export interface Answered {
  status: number;
  body?: unknown;
}

/** The connector's REST API, as far as a bot of Teams may use it. */
export function connector(
  world: World,
  method: string,
  [first, id, second, activityId]: string[],
  body: unknown,
  query: URLSearchParams,
): Answered {
  const asked = `${method} ${[first, id && '*', second, activityId && '*'].filter(Boolean).join('/')}`;
  const json = isObject(body) ? body : {};
  switch (asked) {
    case 'POST conversations':
      return create(world, json);
    case 'POST conversations/*/activities':
    case 'POST conversations/*/activities/*':
      checkEnvelope(world, json, { conversation: id ?? '' });
      return { status: 201, body: said(world, id ?? '', json) };
    case 'PUT conversations/*/activities/*':
      return update(world, id ?? '', activityId ?? '', json);
    case 'DELETE conversations/*/activities/*':
      return remove(world, id ?? '', activityId ?? '');
    case 'GET conversations/*/members':
    case 'GET conversations/*/pagedmembers':
    case 'GET conversations/*/members/*':
      return { status: 200, body: members(world, id ?? '', second === 'pagedmembers' ? query : undefined, activityId) };
    case 'GET teams/*':
    case 'GET teams/*/conversations':
      return { status: 200, body: team(world, id ?? '', second === 'conversations') };
    default:
      throw new ConnectorError(404, 'NotFound', `Teams has no ${asked}`, { violation: true });
  }
}

/** @throws ConnectorError where the bot may not write */
function writable(world: World, id: string): FakeConversation {
  const conversation = world.conversations.get(partsOf(id).root);
  if (!conversation) throw new ConnectorError(404, 'ConversationNotFound', 'Conversation not found.');
  if (botIsIn(world, conversation)) return conversation;
  throw conversation.kind === 'personal'
    ? new ConnectorError(403, 'MessageWritesBlocked', 'Thread is not accessible: the app was uninstalled or blocked.')
    : new ConnectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
}

function create(world: World, body: Json): Answered {
  checkParameters(world, body);
  const channelData = isObject(body.channelData) ? body.channelData : {};
  const channel = isObject(channelData.channel) ? channelData.channel.id : undefined;
  if (typeof channel === 'string') {
    if (writable(world, channel).kind !== 'channel') throw badRequest('channelData.channel is no channel of a team');
    if (!isObject(body.activity)) throw badRequest('A thread in a channel needs the activity that begins it');
    const { id } = said(world, channel, body.activity);
    return { status: 201, body: { id: `${channel};messageid=${id}`, activityId: id, serviceUrl: world.serviceUrl } };
  }
  const members = Array.isArray(body.members) ? (body.members as Json[]) : [];
  if (body.isGroup === true || members.length !== 1) throw badRequest('A bot creates chats with one person only');
  const tenant = body.tenantId ?? (isObject(channelData.tenant) ? channelData.tenant.id : undefined);
  if (typeof tenant !== 'string') throw badRequest('The tenant is missing');
  const person = [...world.people.values()].find(({ id, userId }) => [id, userId].includes(String(members[0]?.id)));
  if (!person || person.tenantId !== tenant || person.bot) {
    throw new ConnectorError(400, 'BadArgument', 'Invalid user identity in provided tenant');
  }
  if (person.deactivated) throw new ConnectorError(403, 'ConversationBlockedByUser', 'User blocked the conversation.');
  if (!person.installed) {
    throw new ConnectorError(403, 'BotNotInConversationRoster', 'The bot is not installed in the personal scope.');
  }
  const { id } = direct(world, person.id);
  const activityId = isObject(body.activity) ? said(world, id, body.activity).id : undefined;
  return { status: 201, body: { id, ...(activityId ? { activityId } : {}), serviceUrl: world.serviceUrl } };
}

function said(world: World, conversationId: string, activity: Json): { id: string } {
  const conversation = writable(world, conversationId);
  checkRate(world, conversation.id);
  checkActivity(world, activity, conversation);
  if (activity.type === 'typing') return { id: world.messageId() };
  if (activity.type !== 'message') throw badRequest(`A bot can't send ${String(activity.type)}`);
  const id = world.messageId();
  const { thread } = partsOf(conversationId);
  if (thread && !world.messages.some((each) => each.id === thread && each.conversation === conversation.id)) {
    throw new ConnectorError(404, 'ActivityNotFoundInConversation', 'The thread does not exist.');
  }
  world.messages.push({
    id,
    conversation: conversation.id,
    ...(conversation.kind === 'channel' ? { thread: thread ?? id } : {}),
    from: 'bot',
    activity,
    edited: false,
    deleted: false,
    views: new Map(),
  });
  return { id };
}

/** @throws ConnectorError where it is not a message of the bot's there */
function own(world: World, conversationId: string, activityId: string): Message {
  const { id } = writable(world, conversationId);
  const message = world.messages.find((each) => each.id === activityId && each.conversation === id && !each.deleted);
  if (!message) throw new ConnectorError(404, 'ActivityNotFoundInConversation', 'The activity was not found.');
  if (message.from !== 'bot') throw new ConnectorError(403, 'NotEnoughPermissions', 'Not the bot’s own message.');
  const { thread } = partsOf(conversationId);
  if (thread && thread !== message.thread) {
    world.violations.push(`message ${activityId} was named in another thread: ${threadId(message)} holds it`);
  }
  return message;
}

function update(world: World, conversationId: string, activityId: string, activity: Json): Answered {
  checkEnvelope(world, activity, { conversation: conversationId, message: activityId });
  const message = own(world, conversationId, activityId);
  checkRate(world, message.conversation);
  checkActivity(world, activity, writable(world, conversationId));
  // What only one person saw is gone: everyone sees the new card, until it refreshes.
  Object.assign(message, { activity, edited: true, views: new Map() });
  return { status: 200, body: { id: activityId } };
}

function remove(world: World, conversationId: string, activityId: string): Answered {
  own(world, conversationId, activityId).deleted = true;
  return { status: 200 };
}
