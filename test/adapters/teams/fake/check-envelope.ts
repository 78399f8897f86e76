import { isObject } from '../../../../src/lib/json.ts';
import { badRequest } from './http.ts';
import type { Json } from './types.ts';
import type { World } from './world.ts';

const idOf = (account: unknown) => (isObject(account) ? account.id : undefined);

/**
 * What the connector wants of an activity before it looks at what it says.
 * @throws ConnectorError
 */
export function checkEnvelope(world: World, activity: Json, conversationId?: string): void {
  if (typeof activity.type !== 'string' || activity.type === '') throw badRequest('Activity.Type field required');
  const from = idOf(activity.from);
  if (typeof from !== 'string' || from === '') throw badRequest('Activity.From field required');
  if (from !== world.botId) throw badRequest(`Activity.From ${from} is not the bot of this token`);
  if (activity.channelId !== 'msteams') throw badRequest('Activity.ChannelId is not msteams');
  const { serviceUrl = world.serviceUrl } = activity;
  if (serviceUrl !== world.serviceUrl) throw badRequest('Activity.ServiceUrl is another address');
  // It begins with the message: it has no id yet.
  if (conversationId !== undefined && idOf(activity.conversation) !== conversationId) {
    throw badRequest('Activity.Conversation is not the one of the address');
  }
}

/** @throws ConnectorError where a conversation is to be made by another bot */
export function checkBot(world: World, parameters: Json): void {
  if (idOf(parameters.bot) !== world.botId) throw badRequest('Bot is missing, or is not the bot of this token');
}
