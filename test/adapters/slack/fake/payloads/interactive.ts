import type { FakePerson, Json, Message, View } from '../types.ts';
import { channelOf, teamOf, type World } from '../world.ts';
import { actingIn, channelName, interactive, messageJson, newResponseUrl, newTrigger } from './common.ts';

/** A press on a message. Of a message for one person alone Slack tells only where it is, not what it says. */
export function messageAction(world: World, person: FakePerson, message: Message, actions: Json[], values: Json): Json {
  const channel = channelOf(world, message.channel);
  const team = actingIn(world, person, channel);
  const to = { channel: channel.id, personId: person.id, teamId: team.id, messageTs: message.ts };
  const ephemeral = message.ephemeralTo !== undefined;
  return {
    type: 'block_actions',
    ...interactive(world, person, team, false),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs && { thread_ts: message.threadTs }),
    },
    trigger_id: newTrigger(world, person.id, team.id),
    channel: { id: channel.id, name: channelName(channel) },
    ...(!ephemeral && { message: messageJson(world, message) }),
    state: { values },
    response_url: newResponseUrl(world, 'actions', to),
    actions,
  };
}

export function viewAction(world: World, person: FakePerson, view: View, actions: Json[]): Json {
  const team = teamOf(world, view.team_id);
  return {
    type: 'block_actions',
    ...interactive(world, person, team, false),
    container: { type: 'view', view_id: view.id },
    trigger_id: newTrigger(world, person.id, team.id, view.type === 'modal' ? view.id : undefined),
    view: structuredClone(view),
    actions,
  };
}

export function viewSubmission(world: World, person: FakePerson, view: View): Json {
  const team = teamOf(world, view.team_id);
  return {
    type: 'view_submission',
    ...interactive(world, person, team, false),
    trigger_id: newTrigger(world, person.id, team.id, view.id),
    view: structuredClone(view),
    response_urls: [],
  };
}

export function viewClosed(world: World, person: FakePerson, view: View, cleared: boolean): Json {
  return {
    type: 'view_closed',
    ...interactive(world, person, teamOf(world, view.team_id), false),
    view: structuredClone(view),
    is_cleared: cleared,
  };
}

export function suggestion(
  world: World,
  person: FakePerson,
  where: View | Message,
  search: { blockId: string; actionId: string; words: string },
): Json {
  const inView = 'hash' in where;
  const team = teamOf(world, inView ? where.team_id : channelOf(world, where.channel).teamId);
  const place = inView
    ? { container: { type: 'view', view_id: where.id }, view: structuredClone(where) }
    : {
        container: {
          type: 'message',
          message_ts: where.ts,
          channel_id: where.channel,
          is_ephemeral: where.ephemeralTo !== undefined,
        },
        channel: { id: where.channel, name: channelName(channelOf(world, where.channel)) },
        ...(!where.ephemeralTo && { message: messageJson(world, where) }),
      };
  return {
    type: 'block_suggestion',
    ...interactive(world, person, team, !inView),
    action_id: search.actionId,
    block_id: search.blockId,
    value: search.words,
    ...place,
  };
}

export function shortcutPayload(world: World, person: FakePerson, callbackId: string, message?: Message): Json {
  const channel = message && channelOf(world, message.channel);
  const team = actingIn(world, person, channel);
  const common = {
    ...interactive(world, person, team, message !== undefined),
    callback_id: callbackId,
    action_ts: world.ts(),
    trigger_id: newTrigger(world, person.id, team.id),
  };
  if (!message || !channel) return { type: 'shortcut', ...common };
  const to = { channel: channel.id, personId: person.id, teamId: team.id, messageTs: message.ts };
  return {
    type: 'message_action',
    ...common,
    message_ts: message.ts,
    channel: { id: channel.id, name: channelName(channel) },
    message: messageJson(world, message),
    response_url: newResponseUrl(world, 'actions', to),
  };
}
