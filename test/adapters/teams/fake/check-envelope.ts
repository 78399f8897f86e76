import { isObject } from '../../../../src/lib/json.ts';
import { badRequest } from './http.ts';
import { newConversation, problemIn, sentActivity } from './shapes.ts';
import type { Json } from './types.ts';
import type { World } from './world.ts';

const idOf = (account: unknown) => (isObject(account) ? account.id : undefined);

/**
 * What the connector wants of an activity before it looks at what it says.
 *
 * @param at the address that it came to: the conversation, and the message that it is to replace; nothing for one that
 *   begins a conversation
 * @throws ConnectorError
 */
export function checkEnvelope(world: World, activity: Json, at?: { conversation: string; message?: string }): void {
  const problem = problemIn(activity, sentActivity, 'Activity');
  if (problem) throw badRequest(problem);
  const { from, serviceUrl = world.serviceUrl, id, conversation } = activity;
  if (idOf(from) !== world.botId) throw badRequest(`Activity.From ${idOf(from)} is not the bot of this token`);
  if (serviceUrl !== world.serviceUrl) throw badRequest('Activity.ServiceUrl is another address');
  if (id !== at?.message) throw badRequest('Activity.Id is not the one of the address');
  if (idOf(conversation) !== at?.conversation) throw badRequest('Activity.Conversation is not the one of the address');
}

/** @throws ConnectorError where a conversation is not asked for as the connector wants it */
export function checkParameters(world: World, parameters: Json): void {
  const { activity, ...more } = parameters;
  const problem = problemIn(more, newConversation, 'ConversationParameters');
  if (problem) throw badRequest(problem);
  if (activity !== undefined) checkEnvelope(world, isObject(activity) ? activity : {});
  if (idOf(parameters.bot) !== world.botId) throw badRequest('ConversationParameters.Bot is not the bot of this token');
}
