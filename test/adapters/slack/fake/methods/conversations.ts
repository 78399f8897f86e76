import { messageJson } from '../payloads/common.ts';
import { SlackError } from '../slack-error.ts';
import type { FakeChannel, Token } from '../types.ts';
import { direct } from '../workspaces.ts';
import { knownPerson, listOf, type Method, need, needScope, page, visibleChannel } from './method.ts';

function needReadScope(token: Token, channel: FakeChannel): void {
  needScope(token, channel.with ? 'im:read' : channel.private ? 'groups:read' : 'channels:read');
}

const historyScope = (channel: FakeChannel) =>
  `${channel.with ? 'im' : channel.private ? 'groups' : 'channels'}:history`;

export const conversationMethods: Record<string, Method> = {
  'conversations.history': {
    run(request) {
      const { world, token, args } = request;
      const channel = visibleChannel(request, need(args, 'channel'));
      needScope(token, historyScope(channel));
      if (!channel.botIn) throw new SlackError('not_in_channel');
      // Replies in threads and what is for one person alone are not in it.
      const there = world.messages.filter(
        (each) =>
          each.channel === channel.id && !each.threadTs && !each.ephemeralTo && each.ts > String(args.oldest ?? 0),
      );
      const all = there.reverse().map((each) => ({
        ...messageJson(world, each),
        ...(String(args.include_all_metadata) === 'true' && each.metadata && { metadata: each.metadata }),
      }));
      const { items, response_metadata } = page(all, args);
      return { messages: items, has_more: response_metadata.next_cursor !== '', pin_count: 0, response_metadata };
    },
  },
  'conversations.open': {
    scope: 'im:write',
    run(request) {
      const { world, token, args } = request;
      const users = listOf(args.users);
      if (users.length === 0) return { channel: { id: visibleChannel(request, need(args, 'channel')).id } };
      // With several people it is a group conversation, which has a scope of its own.
      if (users.length > 1) needScope(token, 'mpim:write');
      const person = knownPerson(request, users[0] ?? '');
      if (person.deleted) throw new SlackError('user_disabled');
      if (person.bot) throw new SlackError('cannot_dm_bot');
      return { channel: { id: direct(world, person.id, token.teamId).id } };
    },
  },
  'conversations.info': {
    run(request) {
      const channel = visibleChannel(request, need(request.args, 'channel'));
      needReadScope(request.token, channel);
      return {
        channel: {
          id: channel.id,
          name: channel.with ? undefined : channel.name,
          is_channel: !channel.private,
          is_group: channel.private && !channel.with,
          is_im: channel.with !== undefined,
          is_mpim: false,
          is_private: channel.private,
          is_archived: channel.archived,
          is_shared: channel.shared,
          is_ext_shared: channel.shared,
          is_org_shared: false,
          is_member: channel.botIn,
          context_team_id: channel.teamId,
          ...(channel.with && { user: channel.with }),
        },
      };
    },
  },
  'conversations.members': {
    run(request) {
      const channel = visibleChannel(request, need(request.args, 'channel'));
      needReadScope(request.token, channel);
      const { items, response_metadata } = page(channel.members, request.args);
      return { members: items, response_metadata };
    },
  },
};
