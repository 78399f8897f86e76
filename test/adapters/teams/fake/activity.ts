import { randomUUID } from 'node:crypto';
import type { Activity, FakeConversation, FakePerson, Json } from './types.ts';
import { conversationOf, personOf, type World } from './world.ts';

const offset = '+00:00';

/** Where Teams says an activity comes from. */
export function channelDataOf(world: World, conversation: FakeConversation, source?: string): Json {
  const { kind, teamId, id, shared, tenantId } = conversation;
  return {
    ...(kind === 'channel'
      ? {
          teamsChannelId: id,
          teamsTeamId: teamId,
          channel: { id, ...(shared ? { type: 'shared' } : {}) },
          team: { id: teamId },
        }
      : {}),
    tenant: { id: tenantId },
    ...(source ? { source: { name: source } } : {}),
    ...(source === 'message' ? { legacy: { replyToId: world.messageId() } } : {}),
  };
}

function conversationJson(conversationId: string, { kind, tenantId }: FakeConversation): Activity['conversation'] {
  return {
    ...(kind === 'personal' ? {} : { isGroup: true }),
    conversationType: kind,
    tenantId,
    id: conversationId,
  };
}

function fromJson({ userId, name, id, bot }: FakePerson): Json {
  return { id: userId, name, ...(bot ? {} : { aadObjectId: id }) };
}

/** What every activity of a person's holds; what kind it is comes with `values`. */
export function activityFrom(world: World, personId: string, conversationId: string, values: Json = {}): Activity {
  const person = personOf(world, personId);
  const conversation = conversationOf(world, conversationId);
  const now = new Date().toISOString();
  return {
    type: 'message',
    id: values.type === 'invoke' ? `f:${randomUUID()}` : world.messageId(),
    timestamp: now,
    localTimestamp: now.replace('Z', offset),
    localTimezone: 'Europe/London',
    channelId: 'msteams',
    serviceUrl: world.serviceUrl,
    from: fromJson(person),
    conversation: conversationJson(conversationId, conversation),
    recipient: { id: world.botId, name: world.botName },
    entities: [{ locale: 'en-GB', country: 'GB', platform: 'Web', timezone: 'Europe/London', type: 'clientInfo' }],
    channelData: channelDataOf(world, conversation),
    locale: 'en-GB',
    ...values,
  };
}

export function invokeFrom(
  world: World,
  personId: string,
  conversationId: string,
  name: string,
  value: unknown,
  replyToId?: string,
): Activity {
  const conversation = conversationOf(world, conversationId);
  return activityFrom(world, personId, conversationId, {
    type: 'invoke',
    name,
    value,
    channelData: channelDataOf(world, conversation, replyToId ? 'message' : undefined),
    ...(replyToId ? { replyToId } : {}),
  });
}
