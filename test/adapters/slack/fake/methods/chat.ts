import { isObject } from '../../../../../src/lib/json.ts';
import { limits } from '../limits.ts';
import { change, contentOf, findMessage, post } from '../messages.ts';
import { messageJson } from '../payloads/common.ts';
import { breach, SlackError } from '../slack-error.ts';
import type { Json, Message } from '../types.ts';
import { type Method, need, optional, type Request, visibleChannel, writableChannel } from './method.ts';

/** A message of the app's own. One that is for a single person can't be reached by any method. */
function ownMessage(request: Request): Message {
  const { world, args, token } = request;
  const id = need(args, 'channel');
  // A person's id is good for posting only.
  if (/^[UW]/.test(id)) throw new SlackError('channel_not_found');
  const channel = visibleChannel(request, id);
  const message = findMessage(world, channel.id, need(args, 'ts'));
  if (!message || message.ephemeralTo) throw new SlackError('message_not_found');
  const bots = [...world.teams.values()].filter((team) => !token.teamId || team.id === token.teamId);
  if (!bots.some(({ bot }) => bot.userId === message.user)) throw new SlackError('cant_update_message');
  if (channel.archived) throw new SlackError('is_archived');
  return message;
}

function content({ world, args }: Request, method: string, limit?: number) {
  const found = contentOf(world, method, args, limit);
  if (found.text === '' && found.blocks.length === 0) throw breach('no_text');
  return found;
}

/** As Slack documents it: a type in plain letters, and what it has to tell. */
function metadataIn(value: unknown): Message['metadata'] {
  if (value === undefined) return undefined;
  const { event_type, event_payload } = (typeof value === 'string' ? JSON.parse(value) : value) as Json;
  if (typeof event_type !== 'string' || !/^\w{1,255}$/.test(event_type) || !isObject(event_payload))
    throw breach('invalid_metadata_format');
  return { event_type, event_payload };
}

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    scope: 'chat:write',
    run(request) {
      const { world, args } = request;
      const channel = writableChannel(request, need(args, 'channel'));
      const message = post(world, channel.id, content(request, 'chat.postMessage'), {
        threadTs: optional(args, 'thread_ts'),
        metadata: metadataIn(args.metadata),
      });
      return { channel: channel.id, ts: message.ts, message: messageJson(world, message) };
    },
  },
  'chat.postEphemeral': {
    scope: 'chat:write',
    run(request) {
      const { world, args } = request;
      const channel = writableChannel(request, need(args, 'channel'));
      const user = need(args, 'user');
      if (!channel.members.includes(user)) throw new SlackError('user_not_in_channel');
      const message = post(world, channel.id, content(request, 'chat.postEphemeral'), {
        ephemeralTo: user,
        threadTs: optional(args, 'thread_ts'),
      });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    scope: 'chat:write',
    run(request) {
      const { world, args } = request;
      const message = ownMessage(request);
      const found = contentOf(world, 'chat.update', args, limits.updateText);
      if (args.text === undefined && args.blocks === undefined) throw breach('no_text');
      // New words alone take the blocks away; blocks alone leave the words.
      change(message, {
        text: args.text === undefined ? message.text : found.text,
        blocks: found.blocks,
      });
      return { channel: message.channel, ts: message.ts, text: message.text, message: messageJson(world, message) };
    },
  },
};
