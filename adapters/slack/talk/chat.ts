import type { Json } from '../../../src/lib/json.ts';
import { type Channel, type Chat, type Destination, maxLookedAt } from '../../../src/ui/chat.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { channelOf, closedChannel } from '../../chat/channel.ts';
import { inOrder, neutrally } from '../../chat/failure.ts';
import type { Outages } from '../../chat/outages.ts';
import { type People, seenIn } from '../../chat/people.ts';
import { type Api, isProblem } from '../connect/api.ts';
import { directChannel, filesOf, sendFile } from '../connect/files.ts';
import { findMarked, marked } from '../connect/marks.ts';
import { NotInstalled } from '../connect/tokens.ts';
import { lookUp, lookUpAnew, type Person } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import { cardMessages } from '../render/card.ts';
import { changed } from './reply.ts';

/** What a message is known by later. */
type Ref = { team: string; channel: string; ts: string };

/** Where the messages of jobs go. @throws SlackError: the queue tries again */
type Context = Pick<AdapterContext, 'tokens' | 'people' | 'http'>;

export function openChat({ tokens, people, http }: Context, outages: Outages): Chat {
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
        const { messages, whole } = cardMessages(card);
        const isChannel = 'channel' in to;
        const files = isChannel ? [] : filesOf(card);
        if (whole !== undefined && !isChannel) files.push({ name: say.wholeName, content: whole });
        // In a person's own chat the mark comes last: where it is found, all is there. In a channel all but the first is in a
        // thread, where it would not be found.
        const markedAt = isChannel ? 0 : messages.length - 1;
        let first: string | undefined;
        await inOrder([
          ...files.map((file) => () => sendFile(api, http, channel, file)),
          ...messages.map((message, index) => async () => {
            const { ts } = await api('chat.postMessage', {
              channel,
              ...(first !== undefined && isChannel && { thread_ts: first }),
              ...message,
              ...(mark && index === markedAt && { metadata: marked(mark) }),
            });
            first ??= String(ts);
          }),
        ]);
        return { team: to.workspace, channel, ts: first ?? '' };
      }),
    find: (to, mark, since) =>
      neutrally(async () => {
        const api = apiOf(to.workspace);
        const channel = await channelFor(api, to);
        const ts = await findMarked(api, channel, mark, since);
        return ts && { team: to.workspace, channel, ts };
      }),
    update: (ref, card) =>
      neutrally(async () => {
        const { team, channel, ts } = ref as Ref;
        const [message] = cardMessages(card).messages;
        return message !== undefined && changed(apiOf(team), { channel, ts }, message);
      }),
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
