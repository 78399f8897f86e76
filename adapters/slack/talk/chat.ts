import type { Json } from '../../../src/lib/json.ts';
import type { Card } from '../../../src/ui/card.ts';
import { type Channel, type Chat, type Destination, maxLookedAt } from '../../../src/ui/chat.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { channelOf, closedChannel } from '../../chat/channel.ts';
import { inOrder, neutrally } from '../../chat/failure.ts';
import type { Outages } from '../../chat/outages.ts';
import { type People, seenIn } from '../../chat/people.ts';
import { type Api, isProblem } from '../connect/api.ts';
import { directChannel, filesOf, type Sent, sendFile } from '../connect/files.ts';
import { findMarked, marked, markOfPart } from '../connect/marks.ts';
import { NotInstalled } from '../connect/tokens.ts';
import { lookUp, lookUpAnew, type Person } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import { cardMessages, type SlackMessage } from '../render/card.ts';
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
        return await tokens.api({ team: workspace }, 'byQueue')(...call);
      } catch (error) {
        if (error instanceof NotInstalled) outages.begin(workspace, { problem: 'not_installed' });
        throw error;
      }
    };
  return {
    platform: 'slack',
    post: (to, card, { mark, there, first, onPart } = { mark: '' }) =>
      neutrally(async (): Promise<Json> => {
        const api = apiOf(to.workspace);
        const channel = await channelFor(api, to);
        let ts = (first as Ref | undefined)?.ts;
        const ref = (): Ref => ({ team: to.workspace, channel, ts: ts ?? '' });
        const sends = partsOf(to, card).map((part, index) => async () => {
          if (!isMessage(part)) return sendFile(api, http, channel, part);
          const posted = await api('chat.postMessage', {
            channel,
            ...(ts !== undefined && 'channel' in to && { thread_ts: ts }),
            ...part,
            ...(mark && { metadata: marked(markOfPart(mark, index)) }),
          });
          ts ??= String(posted.ts);
        });
        await inOrder(sends, there, async (there) => onPart?.(there, ref()));
        return ref();
      }),
    find: (to, card, { mark, there = 0 }, since) =>
      neutrally(async () => {
        const part = partsOf(to, card)[there];
        // Files carry no mark, and what is in a thread is not among the messages of a channel.
        if (!part || !isMessage(part) || ('channel' in to && there > 0)) return 'unknown';
        const api = apiOf(to.workspace);
        const channel = await channelFor(api, to);
        const found = await findMarked(api, channel, markOfPart(mark, there), since);
        return typeof found === 'string' ? found : { ref: { team: to.workspace, channel, ts: found.ts } };
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

/** All that is sent of a card, in turn: in a person's own chat also its files, and what was too long for messages. */
function partsOf(to: Destination, card: Card): (SlackMessage | Sent)[] {
  const { messages, whole } = cardMessages(card);
  if ('channel' in to) return messages;
  return [...filesOf(card), ...messages, ...(whole === undefined ? [] : [{ name: say.wholeName, content: whole }])];
}

const isMessage = (part: SlackMessage | Sent): part is SlackMessage => 'blocks' in part;

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
