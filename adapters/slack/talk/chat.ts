import type { Json } from '../../../src/lib/json.ts';
import { type Channel, type Chat, type Destination, maxLookedAt } from '../../../src/ui/chat.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { channelOf, closedChannel } from '../../chat/channel.ts';
import { neutrally } from '../../chat/failure.ts';
import type { Outages } from '../../chat/outages.ts';
import { type People, type Person, seenIn } from '../../chat/people.ts';
import { type Api, isProblem } from '../connect/api.ts';
import { directChannel } from '../connect/files.ts';
import { findMarked, marked } from '../connect/marks.ts';
import { NotInstalled, type Tokens } from '../connect/tokens.ts';
import { lookUp, lookUpAnew } from '../connect/who.ts';
import { cardMessages } from '../render/card.ts';

/** What a message is known by later. */
type Ref = { team: string; channel: string; ts: string };

/** Where the messages of jobs go. @throws SlackError: the queue tries again */
export function openChat(tokens: Tokens, people: People<Person>, outages: Outages): Chat {
  /** Jobs speak to workspaces that are a school's: that one has put us out is for whoever runs the program to know. */
  const apiOf =
    (workspace: string): Api =>
    async (...call) => {
      try {
        return await tokens.api({ team: workspace })(...call);
      } catch (error) {
        if (error instanceof NotInstalled) outages.begin(workspace, { problem: 'not_installed' });
        throw error;
      }
    };
  return {
    platform: 'slack',
    post: (to, card, mark) =>
      neutrally(async (): Promise<Json> => {
        const api = apiOf(to.workspace);
        const channel = await channelFor(api, to);
        const [first, ...rest] = cardMessages(card).messages;
        const { ts } = await api('chat.postMessage', { channel, ...first, ...(mark && { metadata: marked(mark) }) });
        for (const message of rest) await api('chat.postMessage', { channel, thread_ts: ts, ...message });
        return { team: to.workspace, channel, ts: String(ts) };
      }),
    find: (to, mark, since) =>
      neutrally(async () => {
        const api = apiOf(to.workspace);
        const channel = await channelFor(api, to);
        const ts = await findMarked(api, channel, mark, since);
        return ts && { team: to.workspace, channel, ts };
      }),
    async update(ref, card) {
      const { team, channel, ts } = ref as Ref;
      try {
        await apiOf(team)('chat.update', { channel, ts, ...cardMessages(card).messages[0] });
      } catch (error) {
        // It was deleted, or its channel was: there is nothing left to change.
        if (!isProblem(error, 'message_not_found', 'channel_not_found', 'cant_update_message', 'is_archived'))
          throw error;
      }
    },
    look: (workspace, user) =>
      neutrally(async () => seenIn(await lookUpAnew(people, { workspace, user }, apiOf(workspace)), user)),
    channel: (workspace, id) => lookAt(apiOf(workspace), people, workspace, id),
  };
}

const channelFor = (api: Api, to: Destination) =>
  'person' in to ? directChannel(api, to.person) : Promise.resolve(to.channel);

interface Conversation {
  name?: string;
  is_member?: boolean;
  is_archived?: boolean;
  /** With other workspaces of the same organisation, too: they may be other schools'. */
  is_shared?: boolean;
  is_ext_shared?: boolean;
  is_pending_ext_shared?: boolean;
  is_im?: boolean;
  is_mpim?: boolean;
}

async function lookAt(api: Api, people: People<Person>, workspace: string, id: string): Promise<Channel> {
  let found: Conversation;
  try {
    found = (await api('conversations.info', { channel: id })).channel as Conversation;
  } catch (error) {
    if (isProblem(error, 'channel_not_found', 'invalid_arguments'))
      return closedChannel(say.namelessChannel, 'not-found');
    throw error;
  }
  const name = found.name ? `#${found.name}` : say.namelessChannel;
  if (found.is_im || found.is_mpim) return closedChannel(name, 'not-found');
  if (found.is_archived) return closedChannel(name, 'archived');
  if (!found.is_member) return closedChannel(name, 'not-in-it');
  const shared = [found.is_shared, found.is_ext_shared, found.is_pending_ext_shared].includes(true);
  const ids = (await api('conversations.members', { channel: id, limit: 999 })).members as string[];
  const looked = await Promise.all(ids.slice(0, maxLookedAt).map((user) => lookUp(people, { workspace, user }, api)));
  const humans = looked.filter(({ standing }) => standing !== 'bot');
  return channelOf(name, shared, humans, ids.length);
}
