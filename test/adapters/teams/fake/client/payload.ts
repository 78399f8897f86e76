import type { Json, Message } from '../types.ts';
import { personOf, type World } from '../world.ts';

/** A message as an action on it tells of it. */
export function messagePayload(world: World, message: Message): Json {
  const { id, from, activity, conversation, thread } = message;
  const author = from === 'bot' ? undefined : personOf(world, from);
  const isUser = author !== undefined && !author.bot;
  const written = new Date(Number(id)).toISOString();
  return {
    id,
    replyToId: thread && thread !== id ? thread : null,
    createdDateTime: written,
    lastModifiedDateTime: null,
    deleted: false,
    messageType: 'message',
    importance: 'normal',
    locale: 'en-gb',
    subject: null,
    summary: null,
    linkToMessage: `https://teams.microsoft.com/l/message/${conversation}/${id}`,
    from: {
      device: null,
      conversation: null,
      user: isUser ? { userIdentityType: 'aadUser', id: author.id, displayName: author.name } : null,
      application: isUser
        ? null
        : { applicationIdentityType: 'bot', id: world.appId, displayName: author?.name ?? world.botName },
    },
    body: { contentType: 'html', content: `<p>${String(activity.text ?? '')}</p>` },
    attachmentLayout: null,
    attachments: [],
    mentions: [],
    reactions: [],
  };
}
